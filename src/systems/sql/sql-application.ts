import type { SqlSettings } from '../../config/application-settings.ts';
import { isLoopback } from '../../config/networks.ts';
import type { SqlName } from '../../config/sql-statement.ts';
import { misfitOf } from '../../platform/capacity.ts';
import type { Clock } from '../../platform/clock.ts';
import { startDeadline } from '../../platform/deadline.ts';
import { Secret } from '../../platform/secret.ts';
import type { Application, Carried, PasswordNews } from '../application.ts';
import type { CheckLine } from '../directory.ts';
import type { Changed, Database } from './database.ts';
import { type HashTools, type Hasher, openHasher } from './hasher.ts';

export type SqlTools = HashTools & { readonly clock: Clock };

/** Without a signal of the caller's, in milliseconds. */
const CHECK_MS = 20_000;

/**
 * An application whose passwords stand, hashed, in a table of a database. One statement sets one; it runs in a
 * transaction, which is kept when exactly one row was changed. The hash differs from try to try: all of them open.
 */
export async function openSql(settings: SqlSettings, tools: SqlTools): Promise<Application> {
  const { name, capacity } = settings;
  const database = await openDatabase(settings);
  const hasher = openHasher(settings.hash, tools);
  const connector = { settings, database, hasher, tools };
  return {
    ...{ name, carries: 'password', capacity },
    deliver: (news, signal) => deliver(connector, news, signal),
    check: (signal) => check(connector, signal),
    [Symbol.asyncDispose]: () => hasher[Symbol.asyncDispose](),
  };
}

/** A driver is loaded where the settings name its database. */
async function openDatabase(settings: SqlSettings): Promise<Database> {
  switch (settings.dialect) {
    case 'postgres': {
      const { openPostgres } = await import('./postgres.ts');
      return openPostgres(settings);
    }
    case 'mariadb': {
      const { openMariadb } = await import('./mariadb.ts');
      return openMariadb(settings);
    }
  }
}

interface Connector {
  readonly settings: SqlSettings;
  readonly database: Database;
  readonly hasher: Hasher;
  readonly tools: SqlTools;
}

async function deliver(connector: Connector, news: PasswordNews, signal: AbortSignal): Promise<Carried> {
  const { settings, database, hasher } = connector;
  const { password } = news;
  if (password === undefined) return { kind: 'refused', reason: 'other', detail: 'no password was handed over' };
  const unfit = unfitness(password, settings);
  if (unfit !== undefined) return unfit;
  if ([news.login, news.number, news.accountId].some((name) => name.includes('\0'))) {
    return { kind: 'waiting', detail: 'no account of a database has such a name' };
  }
  if (news.number === '' && settings.statement.names.includes('number')) {
    return { kind: 'waiting', detail: 'the account has no number' };
  }
  const hashed = await hasher.hash(password, signal);
  if (hashed.kind === 'failed') return { kind: 'later', detail: hashed.detail };
  using deadline = startDeadline(settings.timeoutMs, signal);
  const values = valuesOf(connector, { ...news, hash: hashed.hash });
  return outcomeOf(await database.change({ values, isTrial: false }, deadline.signal));
}

/** For passwords that were accepted before the settings said what this application holds. */
function unfitness(password: Secret, { capacity, hash }: SqlSettings): Carried | undefined {
  const text = password.reveal();
  const misfit = misfitOf(text, capacity ?? {});
  if (misfit?.limit === 'charset') {
    return { kind: 'refused', reason: 'not-allowed', detail: `it holds characters beyond ${misfit.charset}` };
  }
  if (misfit !== undefined) {
    return { kind: 'refused', reason: 'too-long', detail: `it is longer than ${misfit.most} ${misfit.limit}` };
  }
  // crypt(3) reads up to the first of these, and the helper's standard input up to the end of the line.
  if (hash.format === 'argon2id' || !/[\0\r\n]/.test(text)) return undefined;
  return { kind: 'refused', reason: 'not-allowed', detail: `${hash.format} holds no control characters` };
}

type Row = Pick<PasswordNews, 'login' | 'number' | 'accountId' | 'chosenAt'> & { readonly hash: string };

function valuesOf({ settings, database }: Connector, row: Row): readonly string[] {
  const { login, number, accountId: id, hash, chosenAt } = row;
  const values: Readonly<Record<SqlName, string>> = { login, number, id, hash, chosenAt: database.moment(chosenAt) };
  return settings.statement.names.map((name) => values[name]);
}

function outcomeOf(changed: Changed): Carried {
  if (changed.kind === 'failed') return { kind: 'later', detail: changed.detail };
  if (changed.count === 1) return { kind: 'done' };
  if (changed.count === 0) return { kind: 'waiting', detail: 'the account is not there yet: no row was changed' };
  const detail = `the statement changes ${changed.count} rows where it must change one; nothing was changed`;
  return { kind: 'later', detail };
}

/** Runs the statement for somebody whom nobody knows, and takes it back: rights, tables and columns are tried with it. */
async function check(connector: Connector, signal?: AbortSignal): Promise<readonly CheckLine[]> {
  const { settings, database, hasher, tools } = connector;
  using deadline = startDeadline(CHECK_MS, signal);
  const nobody = `jeton-check-${tools.random.bytes(12).toString('hex')}`;
  const hashed = await hasher.hash(new Secret(nobody), deadline.signal);
  if (hashed.kind === 'failed') {
    const mend = 'for yescrypt, install mkpasswd (Debian: the package whois), or choose another `hash`';
    return [{ level: 'failure', what: hashed.detail, mend }];
  }
  const row = { login: nobody, number: nobody, accountId: nobody, hash: hashed.hash, chosenAt: tools.clock.now() };
  using patience = startDeadline(settings.timeoutMs, deadline.signal);
  const trial = await database.change({ values: valuesOf(connector, row), isTrial: true }, patience.signal);
  return [...plainness(settings), lineOf(settings, trial)];
}

function plainness({ server: { host }, tls }: SqlSettings): readonly CheckLine[] {
  if (tls !== 'none' || isLoopback(host)) return [];
  const mend = 'take `tls: none` out, and give `ca` if its authority is not a public one';
  return [{ level: 'warning', what: `everything goes to ${host} in clear`, mend }];
}

/** Numbers and dates beyond what a column holds (class 22): the name that was made up is none there. */
const NO_SUCH_NAME = /^SQLSTATE 22/;

function lineOf({ server: { host, port, database } }: SqlSettings, trial: Changed): CheckLine {
  const where = `${database} on ${host}:${port}`;
  if (trial.kind === 'failed' && NO_SUCH_NAME.test(trial.detail)) {
    return { level: 'ok', what: `${where} takes the statement, and no made-up name (${trial.detail})` };
  }
  if (trial.kind === 'failed') {
    const mend = 'check the url, the network, `ca`, the login, and what it was granted (docs/connectors.md, sql)';
    return { level: 'failure', what: `${where}: ${trial.detail}`, mend };
  }
  if (trial.count === 0) return { level: 'ok', what: `${where} takes the statement` };
  const what = `${where}: the statement changes ${trial.count} rows for a name that nobody has; it was taken back`;
  const mend = 'let it choose its row by :login, :number or :id';
  return { level: trial.count === 1 ? 'warning' : 'failure', what, mend };
}
