import { sql } from 'kysely';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';
import type { Db } from './schema.ts';

/** The version this ledger is at; 0 for an empty one. */
export async function ledgerVersion(db: Db): Promise<number> {
  await sql`create table if not exists migration (
    version integer primary key, name text not null, applied_at bigint not null
  )`.execute(db);
  const row = await db.selectFrom('migration').select(db.fn.max('version').as('version')).executeTakeFirst();
  return row?.version ?? 0;
}

/**
 * Brings the ledger to this program's version, all steps or none.
 * @returns the names of the steps that were taken
 * @throws AppError LEDGER_NEWER when a newer Jeton made it: going on could damage what it does not know
 */
export async function migrate(db: Db, clock: Clock): Promise<readonly string[]> {
  const newest = MIGRATIONS.at(-1)?.version ?? 0;
  return await db.transaction().execute(async (tx) => {
    const at = await ledgerVersion(tx);
    if (at > newest) {
      const detail = `the ledger is at version ${at} and this Jeton knows up to ${newest}; install the newer Jeton`;
      throw new AppError('LEDGER_NEWER', detail);
    }
    const steps = MIGRATIONS.filter(({ version }) => version > at);
    for (const step of steps) await take(tx, step, clock);
    return steps.map(({ version, name }) => `${String(version).padStart(4, '0')}-${name}`);
  });
}

async function take(tx: Db, { version, name, up }: Migration, clock: Clock): Promise<void> {
  await up(tx);
  await tx.insertInto('migration').values({ version, name, applied_at: clock.now() }).execute();
}
