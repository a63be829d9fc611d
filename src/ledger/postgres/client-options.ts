import { type PeerCertificate, checkServerIdentity } from 'node:tls';
import { type ClientConfig, types } from 'pg';
import type { PostgresHost, PostgresPlace } from '../place.ts';

/** How long a server may take to take a connection, in milliseconds. */
const CONNECT_MS = 3000;
/** How long a statement may take. Jeton's take some milliseconds. */
export const STATEMENT_MS = 5000;
/** How long it may wait for another transaction: less, so that it is told as that, and has other tries in its patience. */
const LOCK_MS = 2000;
/** A process that stops in the middle of a transaction does not hold others up for longer. */
const IDLE_IN_TRANSACTION_MS = 20_000;
/** A peer that has vanished is noticed after this and ten seconds. */
const KEEP_ALIVE_MS = 5000;
/** The same, as the server sees us: what a vanished process holds is let go. */
const SERVER_OPTIONS = '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=5';

/** Counts and times: 64 bits on the wire, and far inside what a number holds exactly. */
function readInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('the ledger holds a number that is too large');
  return value;
}

const { builtins } = types;

function parserOf(...[oid, format]: Parameters<typeof types.getTypeParser>): ReturnType<typeof types.getTypeParser> {
  if (format !== 'binary' && oid === builtins.INT8) return readInteger;
  return types.getTypeParser(oid, format);
}

function tlsOf({ tls, ca }: PostgresPlace, host: string): ClientConfig['ssl'] {
  if (tls === 'none') return false;
  return {
    rejectUnauthorized: true,
    checkServerIdentity: (_, certificate: PeerCertificate) => checkServerIdentity(host, certificate),
    ...(ca === undefined ? {} : { ca }),
  };
}

/** Everything `pg` is told of one server. Each field is set: what is not, `pg` would read from the environment. */
export function clientOptions(place: PostgresPlace, { host, port }: PostgresHost): ClientConfig {
  return {
    ...{ host, port, user: place.user, database: place.database },
    password: () => place.password?.reveal() ?? '',
    ssl: tlsOf(place, host),
    sslnegotiation: 'postgres',
    application_name: 'jeton',
    client_encoding: 'utf8',
    options: SERVER_OPTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    statement_timeout: STATEMENT_MS,
    lock_timeout: LOCK_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    types: { getTypeParser: parserOf as typeof types.getTypeParser },
  };
}
