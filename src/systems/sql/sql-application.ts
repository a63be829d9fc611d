import type { SqlSettings } from '../../config/application-settings.ts';
import { misfitOf } from '../../platform/capacity.ts';
import { startDeadline } from '../../platform/deadline.ts';
import type { Secret } from '../../platform/secret.ts';
import type { Application, Carried, PasswordNews } from '../application.ts';
import { checkSql } from './check-sql.ts';
import { type Connector, type SqlTools, valuesOf } from './connector.ts';
import type { Changed, Database } from './database.ts';
import { openHasher } from './hasher.ts';
import { isAboutTheName } from './nobody.ts';

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
    check: (signal) => checkSql(connector, signal),
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
  const row = { ...news, hash: hashed.hash };
  const changed = await database.change({ values: valuesOf(connector, row), isTrial: false }, deadline.signal);
  if (await isAboutTheName(connector, { changed, row }, deadline.signal)) {
    return {
      kind: 'waiting',
      detail: 'no account there has such a name: a column that it is compared with cannot hold it',
    };
  }
  return outcomeOf(changed);
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

function outcomeOf(changed: Changed): Carried {
  if (changed.kind === 'failed') return { kind: 'later', detail: changed.detail };
  if (changed.count === 1) return { kind: 'done' };
  if (changed.count === 0) return { kind: 'waiting', detail: 'the account is not there yet: no row was changed' };
  const detail = `the statement changes ${changed.count} rows where it must change one; nothing was changed`;
  // Somebody's double, and no sign of an outage: others are served.
  return { kind: 'waiting', detail };
}
