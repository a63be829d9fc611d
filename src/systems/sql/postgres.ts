import { Socket } from 'node:net';
import { type PeerCertificate, checkServerIdentity } from 'node:tls';
import { Client, type ClientConfig, DatabaseError, type QueryArrayResult } from 'pg';
import type { SqlSettings } from '../../config/application-settings.ts';
import { writeStatement } from '../../config/sql-statement.ts';
import { isInTime } from '../../platform/in-time.ts';
import { countReturned } from './count.ts';
import { type Change, type Database, explainAnswer, overSocket } from './database.ts';
import { describeFailure } from '../../platform/errors.ts';

/** How long taking leave may last once all is done. */
const LEAVE_MS = 500;

/** PostgreSQL, and what speaks its protocol. */
export function openPostgres(settings: SqlSettings): Database {
  const text = writeStatement(settings.statement, (place) => `$${place}`);
  return {
    change: (change, signal) =>
      overSocket(
        {
          work: (keep) => changeOne({ config: optionsOf(settings, () => keep(new Socket())), text, settings }, change),
          explain,
        },
        signal,
      ),
    moment: (milliseconds) => new Date(milliseconds).toISOString(),
  };
}

interface Plan {
  readonly config: ClientConfig;
  readonly text: string;
  readonly settings: SqlSettings;
}

async function changeOne({ config, text, settings }: Plan, { values, isTrial }: Change): Promise<number> {
  const client = new Client(config);
  // A connection that breaks is told to whoever waits on it; unheard, the event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  // Within the transaction: a pooler between (PgBouncer) does not know them as options of the connection.
  const limits = `set local statement_timeout = ${settings.timeoutMs}; set local lock_timeout = ${settings.timeoutMs}`;
  await client.query(`begin; ${limits}; set local standard_conforming_strings = on`);
  const count = countOf(await client.query<unknown[]>({ text, values: [...values], rowMode: 'array' }));
  await client.query(count === 1 && !isTrial ? 'commit' : 'rollback');
  await isInTime(client.end(), LEAVE_MS).catch(() => undefined);
  return count;
}

/** They count what they changed, whatever they return. */
const CHANGES = ['UPDATE', 'INSERT', 'MERGE', 'DELETE'];
/** boolean, bigint, smallint, integer, numeric (pg_type.dat). */
const COUNTS = [16, 20, 21, 23, 1700];

function countOf({ command, rowCount, fields, rows }: QueryArrayResult<unknown[]>): number {
  if (CHANGES.includes(command)) return rowCount ?? 0;
  return countReturned({ columns: fields.map(({ dataTypeID }) => COUNTS.includes(dataTypeID)), rows });
}

/** Each field is set: what is not, `pg` would read from the environment. */
function optionsOf({ server, password, tls, ca }: SqlSettings, stream: () => Socket): ClientConfig {
  const { host, port, user, database } = server;
  const identity = (_: string, certificate: PeerCertificate): Error | undefined =>
    checkServerIdentity(host, certificate);
  const ssl = {
    rejectUnauthorized: true,
    checkServerIdentity: identity,
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca }),
  } as const;
  return {
    ...{ host, port, user, database, stream },
    password: () => password?.reveal() ?? '',
    ssl: tls === 'none' ? false : ssl,
    sslnegotiation: 'postgres',
    application_name: 'jeton',
    client_encoding: 'utf8',
    options: '',
    statement_timeout: false,
    lock_timeout: 0,
    connectionTimeoutMillis: 0,
    keepAlive: false,
    idle_in_transaction_session_timeout: 0,
  };
}

function explain(thrown: unknown): string {
  if (!(thrown instanceof DatabaseError)) return describeFailure(thrown);
  return explainAnswer(thrown.code ?? 'unknown', thrown.message);
}
