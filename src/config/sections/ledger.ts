import { resolve } from 'node:path';
import { z } from 'zod';
import type { Secret } from '../../platform/secret.ts';
import { type Surroundings, certificates, secret } from '../files.ts';
import { expected, leaf, wholeNumber } from '../leaves.ts';
import { judge, mapping } from '../mapping.ts';
import { isLoopback, readHost } from '../networks.ts';
import { type Reading, fault, ok } from '../reading.ts';
import type { PostgresSettings, Settings } from '../settings.ts';

const EXAMPLE = 'postgres://jeton@db1,db2/jeton';
const STANDARD_PORT = 5432;
const CONNECTIONS = 10;

type Server = Pick<PostgresSettings, 'hosts' | 'user' | 'database'>;

/** `sqlite:PATH`, `postgres://USER@HOSTS/DATABASE`, or the latter in a mapping with all that a URL must not hold. */
export function ledgerSection(surroundings: Surroundings): z.ZodType<Settings['ledger']> {
  const line = leaf({
    what: `the place of the ledger, such as sqlite:./data/jeton.db or ${EXAMPLE}`,
    title: 'sqlite:PATH | postgres URL',
    read: (written) => readPlace(written, surroundings),
  });
  return z
    .union([line, postgresSection(surroundings)], {
      error: expected(`the place of the ledger, such as sqlite:./data/jeton.db, or a mapping with a url`),
    })
    .meta({ title: 'sqlite:PATH | postgres URL | mapping' });
}

function readPlace(written: string, { folder }: Surroundings): Reading<Settings['ledger']> {
  if (/^postgres(?:ql)?:/.test(written)) {
    const server = readPostgresUrl(written);
    return server.kind === 'ok' ? ok(settle(server.value, {})) : server;
  }
  const [, scheme = '', rest = ''] = /^([a-z]+):(.*)$/.exec(written) ?? [];
  if (scheme !== 'sqlite' || rest === '')
    return fault(`must be sqlite:PATH or postgres://USER@HOST/DATABASE, such as sqlite:./data/jeton.db or ${EXAMPLE}`);
  if (rest.startsWith(':')) return fault('must be a file: a ledger in memory forgets every reset; write sqlite:PATH');
  if (rest.startsWith('//'))
    return fault('must be sqlite:PATH without slashes in front, such as sqlite:./data/jeton.db');
  return ok({ engine: 'sqlite' as const, path: resolve(folder, rest) });
}

interface PostgresFields {
  readonly password?: Secret | undefined;
  readonly tls?: 'none' | { readonly ca?: string | undefined } | undefined;
  readonly connections?: number | undefined;
}

function postgresSection(surroundings: Surroundings): z.ZodType<Settings['ledger']> {
  const tls = z
    .union(
      [
        z.literal('none'),
        mapping({
          ca: certificates(surroundings)
            .optional()
            .describe('Authority that signed the servers’ certificates, when it is not a public one.'),
        }),
      ],
      { error: expected('{ ca: PATH } or `none`') },
    )
    .meta({ title: 'mapping | none' });
  return mapping({
    url: leaf({ what: `a URL such as ${EXAMPLE}`, title: 'postgres URL', read: readPostgresUrl }).describe(
      'Who logs in, every server that can be the writable one, and the database; which server is writable is found out.',
    ),
    password: secret(surroundings).optional().describe('The password of the URL’s user, when the server asks for one.'),
    tls: tls
      .optional()
      .describe(
        'Connections are encrypted and the certificate must be for the host’s name; in clear with `none`, and unless written on a loopback host.',
      ),
    connections: wholeNumber({ least: 2, most: 200 })
      .prefault(CONNECTIONS)
      .describe('How many connections one process may have open.'),
  })
    .superRefine(
      ...judge(['url', 'tls'], ({ url, tls: written }: { url: Server; tls?: PostgresFields['tls'] }) => {
        const remote = url.hosts.find(({ host }) => !isLoopback(host));
        if (written !== 'none' || remote === undefined) return [];
        return [{ path: ['tls'], fault: `is \`none\`: everything would go to ${remote.host} in clear; take it out` }];
      }),
    )
    .transform(({ url, ...fields }) => settle(url, fields));
}

function settle(server: Server, { password, tls, connections = CONNECTIONS }: PostgresFields): PostgresSettings {
  const inClear = tls === 'none' || (tls === undefined && server.hosts.every(({ host }) => isLoopback(host)));
  return {
    engine: 'postgres',
    ...server,
    password,
    tls: inClear ? 'none' : 'verify-full',
    ca: tls === 'none' ? undefined : tls?.ca,
    connections,
  };
}

/** `postgres://USER@HOST[:PORT],…/DATABASE`; several hosts are no URL to the URL standard. Faults never repeat it. */
function readPostgresUrl(text: string): Reading<Server> {
  const parts = /^postgres(?:ql)?:\/\/(?:([^@/?#]*)@)?([^@/?#]*)(?:\/([^?#]*))?([?#].*)?$/.exec(text);
  const [, user = '', hosts = '', database = '', more] = parts ?? [];
  if (parts === null || hosts === '') return fault(`is no URL; write one such as ${EXAMPLE}`);
  if (user.includes(':'))
    return fault('must not carry a password; write a mapping with url and password: { file: PATH }');
  if (user === '') return fault(`does not say who logs in; write one such as ${EXAMPLE}`);
  if (database === '' || database.includes('/'))
    return fault(`does not name one database; write one such as ${EXAMPLE}`);
  if (more !== undefined) return fault('must end with the database; what it says after that has settings of its own');
  const servers = hosts.split(',').map(readServer);
  const bad = servers.find(({ kind }) => kind === 'fault');
  if (bad?.kind === 'fault') return bad;
  const named = { user: decode(user), database: decode(database) };
  if (named.user === undefined || named.database === undefined) return fault('holds a % that stands for nothing');
  const found = servers.flatMap((server) => (server.kind === 'ok' ? [server.value] : []));
  return ok({ user: named.user, database: named.database, hosts: found });
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function readServer(written: string): Reading<PostgresSettings['hosts'][number]> {
  const [, bracketed, bare = '', port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(written) ?? [];
  const host = readHost(bracketed ?? bare);
  if (host.kind === 'fault') return fault(`names a host that is none; write one such as ${EXAMPLE}`);
  const number = port === undefined ? STANDARD_PORT : Number(port);
  if (number < 1 || number > 65_535) return fault('names a port that is none; write 1 to 65535');
  return ok({ host: host.value, port: number });
}
