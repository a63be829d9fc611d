import { type Dialect, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { AppError } from '../../platform/errors.ts';
import { isInTime } from '../../platform/in-time.ts';
import { holdAccounts } from '../dialects.ts';
import type { Engine, TransactionOptions } from '../engine.ts';
import type { PostgresPlace } from '../place.ts';
import type { Db, Schema } from '../schema.ts';
import { againWhilePassing } from './again.ts';
import { Calls } from './calls.ts';
import { PostgresDriver } from './driver.ts';
import { CommitLost } from './faults.ts';
import { Hosts, type HostsOptions } from './hosts.ts';
import { findOut } from './receipts.ts';

function dialectOf(hosts: Hosts): Dialect {
  return {
    createDriver: () => new PostgresDriver(hosts),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
}

/** What hangs on a server that is silent is waited for no longer than this, in milliseconds. */
const CLOSE_MS = 1000;

/** The ledger in a database of PostgreSQL. It connects when it is first asked. */
export function openPostgresEngine(place: PostgresPlace, options: HostsOptions): Engine {
  const hosts = new Hosts(place, options);
  const db = new Kysely<Schema>({ dialect: dialectOf(hosts) });
  const calls = new Calls(hosts);
  const closing = new AbortController();
  const close = async (): Promise<void> => {
    await calls.close();
    await db.destroy();
    await hosts.close();
  };
  return {
    db,
    transaction: (work, { accounts = [] }) => {
      const surroundings = { db, closing: closing.signal };
      return againWhilePassing(
        () => runOnce(surroundings, work, accounts),
        () => closing.signal.aborted,
      );
    },
    call: () => {
      calls.call();
    },
    onCalled: (listener) => calls.onCalled(listener),
    async [Symbol.asyncDispose]() {
      closing.abort();
      hosts.loseHope();
      await isInTime(close(), CLOSE_MS);
    },
  };
}

interface Surroundings {
  readonly db: Kysely<Schema>;
  readonly closing: AbortSignal;
}

/** Once, and to an outcome that is known. @throws AppError LEDGER_UNSURE when it cannot be found out */
async function runOnce<T>(
  { db, closing }: Surroundings,
  work: (tx: Db) => Promise<T>,
  accounts: NonNullable<TransactionOptions['accounts']>,
): Promise<T> {
  let done: { readonly result: T } | undefined;
  try {
    return await db.transaction().execute(async (tx) => {
      await holdAccounts(tx, accounts);
      const result = await work(tx);
      done = { result };
      return result;
    });
  } catch (thrown) {
    if (!(thrown instanceof CommitLost) || done === undefined) throw thrown;
    if ((await findOut(db, thrown, closing)) === 'committed') return done.result;
    throw new AppError('LEDGER_UNAVAILABLE', 'the ledger went away before the commit', { cause: thrown.cause });
  }
}
