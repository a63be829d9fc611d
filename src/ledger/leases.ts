import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db, DeliveryRow } from './schema.ts';

/**
 * A claim on a delivery. Every claim counts as an attempt, so that the number tells this claim from a later one of the
 * same courier, whose lease ended and who took the delivery again.
 */
export type Lease = Pick<DeliveryRow, 'id' | 'lease_owner' | 'attempts'>;

/** That a row is still under this very claim. */
function isUnder({ id, lease_owner, attempts }: Lease): RawBuilder<SqlBool> {
  return sql<SqlBool>`(id = ${id} and lease_owner = ${lease_owner} and attempts = ${attempts})`;
}

/** Gives one lease back; what was leased is due again at once, or stays ended. False when it had been lost. */
export async function giveLeaseBack(db: Db, lease: Lease): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('delivery')
    .set({ lease_owner: null, lease_until: null })
    .where(isUnder(lease))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Puts a delivery off until `dueAt` and gives its lease back. False when the lease had been lost or the delivery has ended. */
export async function postponeDelivery(
  db: Db,
  lease: Lease,
  { dueAt, detail }: { dueAt: number; detail: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('delivery')
    .set({ due_at: dueAt, detail, lease_owner: null, lease_until: null })
    .where(isUnder(lease))
    .where('state', '=', 'due')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) await giveLeaseBack(db, lease);
  return numUpdatedRows === 1n;
}

/** Longer than any lease and than any wait between two tries, in milliseconds. */
const LONGEST_MS = 15 * 60_000;

/**
 * Undoes leases and waits that were written before the clock stepped back: they would last until it catches up, and
 * with them the lane stays shut.
 */
export async function endImpossibleWaits(db: Db, now: number): Promise<void> {
  await db
    .updateTable('delivery')
    .set({ lease_owner: null, lease_until: null })
    .where('lease_until', '>', now + LONGEST_MS)
    .execute();
  await db
    .updateTable('delivery')
    .set({ due_at: now })
    .where(sql<SqlBool>`state = 'due'`)
    .where('due_at', '>', now + LONGEST_MS)
    .execute();
}
