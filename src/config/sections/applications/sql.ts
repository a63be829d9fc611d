import { z } from 'zod';
import type { Capacity } from '../../../platform/capacity.ts';
import { HASH_FORMATS, type SqlHash, type SqlSettings } from '../../application-settings.ts';
import type { Range } from '../../durations.ts';
import { type Surroundings, certificates, secret } from '../../files.ts';
import { duration, expected, leaf, oneOf, wholeNumber } from '../../leaves.ts';
import { type Contradiction, type Kind, judge, mapping } from '../../mapping.ts';
import { readHost } from '../../networks.ts';
import { type Reading, fault, ok } from '../../reading.ts';
import { type SqlDialect, readStatement } from '../../sql-statement.ts';
import { holds, name } from './common.ts';

const EXAMPLE = 'postgres://jeton@db.univ.example/ent';
const PORTS: Readonly<Record<SqlDialect, number>> = { postgres: 5432, mariadb: 3306 };
const DIALECTS: Readonly<Record<string, SqlDialect>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  mariadb: 'mariadb',
  mysql: 'mariadb',
};

/** What a format can hold: bcrypt reads no more, and libxcrypt takes no more (CRYPT_MAX_PASSPHRASE_SIZE, crypt(3)). */
const HELD: Readonly<Record<SqlHash['format'], Capacity>> = {
  argon2id: {},
  bcrypt: { bytes: 72 },
  'sha512-crypt': { bytes: 511 },
  yescrypt: { bytes: 511 },
};

/** What may be asked for, at most about half a second of one processor, and what is taken unless it is. */
const COSTS: Readonly<Record<SqlHash['format'], Range & { readonly usual: number }>> = {
  argon2id: { least: 0, most: 0, usual: 0 },
  bcrypt: { least: 10, most: 13, usual: 10 },
  'sha512-crypt': { least: 5000, most: 300_000, usual: 50_000 },
  yescrypt: { least: 1, most: 8, usual: 5 },
};

const WHAT = 'one statement of SQL, such as update users set password = :hash where login = :login';

/** May go over several lines. */
const statementText = z
  .string({ error: expected(WHAT) })
  .regex(/\S/, { error: `is empty; write ${WHAT}` })
  .regex(/^[^\p{Cs}\0]{0,4000}$/u, {
    error: 'is too long, or holds a control character; write at most 4000 characters',
  })
  .meta({ title: 'SQL statement' });

type Place = Pick<SqlSettings, 'dialect' | 'server'>;

interface WrittenSql {
  readonly url: Place;
  readonly statement: string;
  readonly hash: SqlHash['format'];
  readonly cost?: number | undefined;
}

/** A table where hashed passwords stand. */
export function sql(surroundings: Surroundings): Kind<SqlSettings> {
  return mapping({
    name,
    type: z
      .literal('sql')
      .describe('A table of a database (PostgreSQL, MariaDB, MySQL) in which hashed passwords stand.'),
    url: leaf({ what: `a URL such as ${EXAMPLE}`, title: 'postgres, mariadb or mysql URL', read: readPlace }).describe(
      'Who logs in where; the scheme says what the server is: postgres, mariadb or mysql.',
    ),
    password: secret(surroundings).optional().describe('The password of the URL’s user, when the server asks for one.'),
    tls: tlsSection(surroundings)
      .optional()
      .describe(
        'Connections are encrypted and the certificate must be for the host’s name, unless this says `none`: then all is in clear.',
      ),
    statement: statementText.describe(
      'Sets one password; must change exactly one row. Names in it: :hash, :login, :number, :id, :chosenAt (in UTC).',
    ),
    hash: oneOf(HASH_FORMATS).describe('The form in which the application keeps passwords.'),
    cost: wholeNumber({ least: 1, most: 300_000 })
      .optional()
      .describe(
        'bcrypt: from 10 to 13, 10 unless written. sha512-crypt: rounds, at most 300000, 50000 unless written. yescrypt: from 1 to 8, 5 unless written.',
      ),
    timeout: duration({ least: 100, most: 60_000 })
      .prefault('10s')
      .describe('Longest wait for the database, for each try.'),
    holds: holds().optional(),
  })
    .superRefine(...judge(['url', 'statement'], statementFaults))
    .superRefine(...judge(['hash', 'cost'], costFaults))
    .transform(
      ({ url, password, tls, statement, hash: format, cost, timeout: timeoutMs, holds: written, ...named }) => {
        const parted = readStatement(statement, url.dialect);
        return {
          ...named,
          ...{ ...url, password, timeoutMs },
          tls: tls === 'none' ? ('none' as const) : ('verify-full' as const),
          ca: tls === 'none' ? undefined : tls?.ca,
          statement: parted.kind === 'ok' ? parted.value : { texts: [], names: [] },
          hash: { format, cost: cost ?? COSTS[format].usual },
          capacity: fitting(written, HELD[format]),
        };
      },
    );
}

function statementFaults({ url, statement }: Pick<WrittenSql, 'url' | 'statement'>): readonly Contradiction[] {
  const reading = readStatement(statement, url.dialect);
  return reading.kind === 'ok' ? [] : [{ path: ['statement'], fault: reading.fault }];
}

function costFaults({ hash, cost }: Pick<WrittenSql, 'hash' | 'cost'>): readonly Contradiction[] {
  const { least, most } = COSTS[hash];
  if (cost === undefined || (cost >= least && cost <= most)) return [];
  if (most === 0) return [{ path: ['cost'], fault: `has no meaning with ${hash}; take it out` }];
  return [{ path: ['cost'], fault: `must be from ${least} to ${most} with ${hash}` }];
}

/** What is written may be less than what the format holds, and never more. */
function fitting(written: Capacity | undefined, held: Capacity): Capacity | undefined {
  if (held.bytes === undefined) return written;
  return { ...written, bytes: Math.min(held.bytes, written?.bytes ?? held.bytes) };
}

function tlsSection(surroundings: Surroundings): z.ZodType<'none' | { readonly ca?: string | undefined }> {
  const protection = mapping({
    ca: certificates(surroundings)
      .optional()
      .describe('Authority that signed the server’s certificate, when it is not a public one.'),
  });
  return z
    .union([z.literal('none'), protection], { error: expected('{ ca: PATH } or `none`') })
    .meta({ title: 'mapping | none' });
}

/** `SCHEME://USER@HOST[:PORT]/DATABASE`; faults never repeat it, it may hold a password. */
function readPlace(text: string): Reading<Place> {
  const parts =
    /^([a-z]+):\/\/(?:([^@/?#]*)@)?(?:\[([^\]]*)\]|([^:/@?#]*))(?::(\d{1,5}))?(?:\/([^?#/]*))?([?#].*)?$/.exec(text);
  const [, scheme = '', user = '', bracketed, bare = '', port, database = '', more] = parts ?? [];
  const dialect = Object.hasOwn(DIALECTS, scheme) ? DIALECTS[scheme] : undefined;
  if (dialect === undefined) return fault(`is no URL of PostgreSQL, MariaDB or MySQL; write one such as ${EXAMPLE}`);
  if (user.includes(':')) return fault('must not carry a password; write `password: { file: PATH }`');
  if (user === '') return fault(`does not say who logs in; write one such as ${EXAMPLE}`);
  if (database === '') return fault(`does not name a database; write one such as ${EXAMPLE}`);
  if (more !== undefined) return fault('must end with the database; take out what follows');
  const host = readHost(bracketed ?? bare);
  if (host.kind === 'fault') return fault(`names a host that is none; write one such as ${EXAMPLE}`);
  const number = port === undefined ? PORTS[dialect] : Number(port);
  if (number < 1 || number > 65_535) return fault('names a port that is none; write 1 to 65535');
  return decoded({ dialect, server: { host: host.value, port: number, user, database } });
}

function decoded({ dialect, server }: Place): Reading<Place> {
  try {
    const user = decodeURIComponent(server.user);
    return ok({ dialect, server: { ...server, user, database: decodeURIComponent(server.database) } });
  } catch {
    return fault('holds a % that stands for nothing');
  }
}
