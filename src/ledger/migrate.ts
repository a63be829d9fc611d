import { sql } from 'kysely';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';
import type { Db } from './schema.ts';

const NEWEST = MIGRATIONS.at(-1)?.version ?? 0;

/** The version this ledger is at; 0 for one that holds nothing yet. */
async function ledgerVersion(db: Db): Promise<number> {
  const table = sql<{ name: string }>`select name from sqlite_master where type = 'table' and name = 'migration'`;
  if ((await table.execute(db)).rows.length === 0) return 0;
  const row = await db.selectFrom('migration').select(db.fn.max('version').as('version')).executeTakeFirst();
  return row?.version ?? 0;
}

/**
 * The steps that would bring this ledger to this program's version; changes nothing.
 * @throws AppError LEDGER_NEWER when a newer Jeton made it: going on could damage what it does not know
 */
export async function findPendingSteps(db: Db): Promise<readonly Migration[]> {
  const at = await ledgerVersion(db);
  if (at > NEWEST) {
    const detail = `the ledger is at version ${at} and this Jeton knows up to ${NEWEST}; install the newer Jeton`;
    throw new AppError('LEDGER_NEWER', detail);
  }
  return MIGRATIONS.filter(({ version }) => version > at);
}

/** As operators read it: `0001-foundation`. */
export function stepName({ version, name }: Migration): string {
  return `${String(version).padStart(4, '0')}-${name}`;
}

/**
 * Brings the ledger to this program's version, all steps or none.
 * @returns the names of the steps that were taken
 * @throws AppError LEDGER_NEWER
 */
export async function migrate(db: Db, clock: Clock): Promise<readonly string[]> {
  return await db.transaction().execute(async (tx) => {
    const steps = await findPendingSteps(tx);
    await sql`create table if not exists migration (
      version integer primary key, name text not null, applied_at bigint not null
    )`.execute(tx);
    for (const step of steps) await take(tx, step, clock);
    return steps.map(stepName);
  });
}

async function take(tx: Db, { version, name, up }: Migration, clock: Clock): Promise<void> {
  await up(tx);
  await tx.insertInto('migration').values({ version, name, applied_at: clock.now() }).execute();
}
