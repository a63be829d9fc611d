import { connect, isIP } from 'node:net';
import { checkServerIdentity, rootCertificates } from 'node:tls';
import { type ConnectionConfig, type FieldInfo, SqlError, type UpsertResult, createConnection } from 'mariadb';
import type { SqlSettings } from '../../config/application-settings.ts';
import { writeStatement } from '../../config/sql-statement.ts';
import { isInTime } from '../../platform/in-time.ts';
import { countReturned } from './count.ts';
import { type Change, type Database, explainAnswer, overSocket } from './database.ts';
import { describeFailure } from '../../platform/errors.ts';

const LEAVE_MS = 500;
/** Ways of logging in that never send the password itself; over TLS, MySQL's own does. */
const LOGINS = ['mysql_native_password', 'client_ed25519', 'caching_sha2_password', 'sha256_password', 'parsec'];

/** MariaDB, and MySQL. */
export function openMariadb(settings: SqlSettings): Database {
  const { host, port } = settings.server;
  const text = writeStatement(settings.statement, () => '?');
  return {
    change: (change, signal) =>
      overSocket(
        {
          work: (keep) => {
            const stream = () => keep(connect({ host, port, noDelay: true }));
            return changeOne({ config: { ...optionsOf(settings), stream }, text, settings }, change);
          },
          explain,
        },
        signal,
      ),
    moment: (milliseconds) => new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', ''),
  };
}

interface Plan {
  readonly config: ConnectionConfig;
  readonly text: string;
  readonly settings: SqlSettings;
}

async function changeOne({ config, text, settings }: Plan, { values, isTrial }: Change): Promise<number> {
  const connection = await createConnection(config);
  connection.on('error', () => undefined);
  const seconds = Math.max(1, Math.ceil(settings.timeoutMs / 1000));
  // STRICT_ALL_TABLES: a hash that is too long for its column is an error, not a hash cut short.
  await connection.query(
    `set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', session time_zone = '+00:00', ` +
      `session innodb_lock_wait_timeout = ${seconds}`,
  );
  await connection.beginTransaction();
  const asked = connection.execute<Answer>({ sql: text, rowsAsArray: true }, [...values]);
  const count = await asked.then(countOf, (thrown: unknown) => {
    if (isAboutAName(thrown, { settings, values })) return 0;
    throw thrown;
  });
  await (count === 1 && !isTrial ? connection.commit() : connection.rollback());
  await isInTime(connection.end(), LEAVE_MS).catch(() => undefined);
  return count;
}

/** ER_TRUNCATED_WRONG_VALUE and ER_TRUNCATED_WRONG_VALUE_FOR_FIELD: a text that is no number, or no date. */
const NO_NUMBER = [1292, 1366];

/** A name that is no number is none of a column of numbers: nobody there has it. The message quotes what it is about. */
function isAboutAName(thrown: unknown, { settings, values }: Pick<Plan, 'settings'> & Pick<Change, 'values'>): boolean {
  if (!(thrown instanceof SqlError) || !NO_NUMBER.includes(thrown.errno)) return false;
  const said = thrown.sqlMessage ?? '';
  const isName = (place: number): boolean => !['hash', 'chosenAt'].includes(settings.statement.names[place] ?? '');
  return values.some((value, place) => value !== '' && isName(place) && said.includes(`'${value}'`));
}

/** Types of a number or a truth value; NULL is that of the word alone. */
const COUNTS = ['TINY', 'SHORT', 'INT24', 'INT', 'BIGINT', 'DECIMAL', 'NEWDECIMAL', 'BIT', 'NULL'];

type Selected = readonly (readonly unknown[])[] & { readonly meta: readonly FieldInfo[] };
/** A procedure answers with what it selected, and then with what it did. */
type Answer = UpsertResult | Selected | readonly [Selected, UpsertResult];

function countOf(answer: Answer): number {
  if ('affectedRows' in answer) return answer.affectedRows;
  const rows = isSelected(answer) ? answer : answer[0];
  return countReturned({ columns: rows.meta.map(({ type }) => COUNTS.includes(type)), rows });
}

function isSelected(answer: Exclude<Answer, UpsertResult>): answer is Selected {
  return 'meta' in answer && Array.isArray(answer.meta);
}

/** What the driver knows and its types do not say. */
interface Options extends ConnectionConfig {
  readonly permitRedirect: boolean;
  readonly restrictedAuth: readonly string[];
}

function optionsOf({ server, password, tls, ca }: SqlSettings): Options {
  const { host, port, user, database } = server;
  const ssl = {
    // Always named: without an authority, the driver lets a MariaDB of 11.4 vouch for itself instead.
    ca: ca ?? [...rootCertificates],
    rejectUnauthorized: true,
    checkServerIdentity: (_: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
      checkServerIdentity(host, certificate),
    minVersion: 'TLSv1.2',
    ...(isIP(host) === 0 ? { servername: host } : {}),
  } as const;
  return {
    ...{ host, port, user, database },
    password: password?.reveal() ?? '',
    ssl: tls === 'none' ? false : ssl,
    connectTimeout: 0,
    // Whatever the server says, the password goes to no other host.
    permitRedirect: false,
    restrictedAuth: LOGINS,
    // Found, not changed: the row that already has the value counts too.
    foundRows: true,
    multipleStatements: false,
    // What failed is told without the values.
    logParam: false,
  };
}

function explain(thrown: unknown): string {
  if (!(thrown instanceof SqlError)) return describeFailure(thrown);
  const { sqlState, errno, code, cause } = thrown;
  // 45001 and above are the driver's own: the network, TLS, an answer that makes no sense.
  if (errno >= 45_000 && errno < 46_000) return cause === undefined ? String(code) : describeFailure(cause);
  return errno > 0 ? explainAnswer(sqlState ?? 'unknown', thrown.sqlMessage ?? '') : describeFailure(thrown);
}
