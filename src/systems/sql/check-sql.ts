import type { SqlSettings } from '../../config/application-settings.ts';
import { isLoopback } from '../../config/networks.ts';
import { startDeadline } from '../../platform/deadline.ts';
import { Secret } from '../../platform/secret.ts';
import { TRY_MS } from '../application.ts';
import type { CheckLine } from '../directory.ts';
import type { Connector } from './connector.ts';
import type { Changed } from './database.ts';
import { tryNobody } from './nobody.ts';

/** Without a signal of the caller's, in milliseconds. */
const CHECK_MS = 20_000;

/** Runs the statement for somebody whom nobody knows, and takes it back: rights, tables and columns are tried with it. */
export async function checkSql(connector: Connector, signal?: AbortSignal): Promise<readonly CheckLine[]> {
  const { settings, hasher, tools } = connector;
  using deadline = startDeadline(CHECK_MS, signal);
  const started = tools.clock.elapsed();
  const hashed = await hasher.hash(new Secret('jeton-check'), deadline.signal);
  const tookMs = tools.clock.elapsed() - started;
  if (tookMs * HASHES_PER_TRY > TRY_MS) return [slowness(settings, tookMs)];
  if (hashed.kind === 'failed') {
    const mend = 'for yescrypt, install mkpasswd (Debian: the package whois), or choose another `hash`';
    return [{ level: 'failure', what: hashed.detail, mend }];
  }
  using patience = startDeadline(settings.timeoutMs, deadline.signal);
  const trial = await tryNobody(connector, { hash: hashed.hash, chosenAt: tools.clock.now() }, patience.signal);
  return [...plainness(settings), ...twins(settings), lineOf(settings, trial)];
}

/** Some wait for the same thread, and the database takes its time as well. */
const HASHES_PER_TRY = 4;

function slowness({ hash: { format } }: SqlSettings, tookMs: number): CheckLine {
  const what = `one ${format} hash took ${Math.round(tookMs)} ms, too long for tries of ${TRY_MS} ms`;
  return { level: 'failure', what, mend: 'lower `cost`, or give this machine more processors' };
}

function plainness({ server: { host }, tls }: SqlSettings): readonly CheckLine[] {
  if (tls !== 'none' || isLoopback(host)) return [];
  const mend = 'take `tls: none` out, and give `ca` if its authority is not a public one';
  return [{ level: 'warning', what: `everything goes to ${host} in clear`, mend }];
}

/** To most collations of MariaDB, `hélène` is `helene`: where only she has a row, it would be hers that is changed. */
function twins({ dialect, statement: { texts, names } }: SqlSettings): readonly CheckLine[] {
  const text = texts.join(' ');
  if (dialect !== 'mariadb' || !/\bwhere\b/i.test(text) || /\bbinary\b/i.test(text)) return [];
  const what =
    'the statement may choose the row of somebody whose name differs by an accent, a capital, a last space or a first zero';
  const name = names.find((one) => one !== 'hash' && one !== 'chosenAt') ?? 'login';
  const mend = `add such as \`and binary ${name} = :${name}\` to its \`where\` (docs/connectors.md, sql)`;
  return [{ level: 'warning', what, mend }];
}

/** SQLSTATE class 22. */
const MISFIT =
  'see that its columns, and what it compares, are of types that take these texts; :chosenAt is a date and a time';
const REACHING = 'check the url, the network, `ca`, the login, and what it was granted (docs/connectors.md, sql)';

function lineOf({ server: { host, port, database }, statement }: SqlSettings, trial: Changed): CheckLine {
  const where = `${database} on ${host}:${port}`;
  if (trial.kind === 'failed') {
    const mend = trial.detail.startsWith('SQLSTATE 22') ? MISFIT : REACHING;
    return { level: 'failure', what: `${where}: ${trial.detail}`, mend };
  }
  if (trial.count === 0) return { level: 'ok', what: `${where} takes the statement` };
  const what = `${where}: the statement changes ${trial.count} rows for a name that nobody has; it was taken back`;
  // Who inserts makes the row; anything else has found somebody else's, or counts what it did not do.
  if (trial.count === 1 && /^\s*insert\b/i.test(statement.texts[0] ?? '')) {
    return { level: 'warning', what, mend: 'let it insert only where everybody may have an account' };
  }
  const mend = 'let it choose its row by :login, :number or :id; a function must return how many rows it changed';
  return { level: 'failure', what, mend };
}
