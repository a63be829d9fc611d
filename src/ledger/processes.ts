import { MIGRATIONS, type Migration } from './migrations/index.ts';
import type { NewEvent } from './events.ts';
import type { Db, ProcessRow } from './schema.ts';
import { findSteps, newestOf } from './steps.ts';

/** How often a process says that it is still there, in milliseconds. */
export const PRESENCE_MS = 30_000;
/** A process that was not heard of for this long does not run any more, in milliseconds. */
const GONE_MS = 5 * 60_000;

/** A process as it announces itself. */
export type Announced = Pick<ProcessRow, 'id' | 'role' | 'version' | 'started_at'>;

/** A ledger, as far as announcing oneself needs it. */
interface Recording {
  transaction(work: (tx: { readonly db: Db; record(event: NewEvent): Promise<void> }) => Promise<void>): Promise<void>;
}

/**
 * Writes that a process is there, from its start on and every {@link PRESENCE_MS}; one transaction with the question
 * whether it may use the ledger, so that no contract step slips between the two.
 * @throws AppError LEDGER_NEWER: it must end, since what it needs of the ledger is gone
 */
export async function announceProcess(
  ledger: Recording,
  process: Announced,
  { now, migrations = MIGRATIONS }: { readonly now: number; readonly migrations?: readonly Migration[] },
): Promise<void> {
  await ledger.transaction(async (recording) => {
    const { db: tx } = recording;
    await holdUse(tx);
    await findSteps(tx, migrations);
    await tx
      .insertInto('process')
      .values({ ...process, knows: newestOf(migrations), seen_at: now })
      .onConflict((known) => known.column('id').doUpdateSet({ seen_at: now }))
      .execute();
    const lost = await tx
      .deleteFrom('process')
      .where('seen_at', '<', now - GONE_MS)
      .returning(['id', 'role'])
      .execute();
    for (const { id, role } of lost) await recording.record({ kind: 'service.lost', detail: { process: id, role } });
  });
}

/** A process that stops in order is gone at once. */
export async function forgetProcess(db: Db, id: string): Promise<void> {
  await db.deleteFrom('process').where('id', '=', id).execute();
}

/** The processes that work with this ledger, as far as is known; one that was killed counts for another five minutes. */
export async function findProcesses(db: Db, now: number): Promise<readonly ProcessRow[]> {
  return await db
    .selectFrom('process')
    .selectAll()
    .where('seen_at', '>=', now - GONE_MS)
    .orderBy('id')
    .execute();
}

/** Held to the end of a transaction by whoever joins those who use the ledger, and by whoever counts them. */
export async function holdUse(tx: Db): Promise<void> {
  await tx
    .updateTable('migration')
    .set((row) => ({ applied_at: row.ref('applied_at') }))
    .where('version', '=', 1)
    .execute();
}
