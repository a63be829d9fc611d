import { sql } from 'kysely';
import { isUnderWay } from './deliveries.ts';
import type { Db } from './schema.ts';

export interface Step {
  /** What the clock showed when it was set. */
  readonly before: number;
  /** What it shows since. */
  readonly now: number;
}

/** A recipient is tried at least once in as long, whatever the waits between two tries. Milliseconds. */
const GRACE_MS = 10 * 60_000;

/**
 * Keeps a step of the clock forward from making deliveries overdue that still had time: those it has brought near their deadline,
 * or past it, have the time left that they had before, and ten minutes at least. Done twice, by two couriers, it does no more.
 * @returns how many deadlines were moved
 */
export async function keepTimeLeft(db: Db, { before, now }: Step): Promise<number> {
  if (now <= before) return 0;
  const soonest = now + GRACE_MS;
  const same = sql<number>`deadline_at + ${now - before}`;
  const { numUpdatedRows } = await db
    .updateTable('delivery')
    .set({ deadline_at: sql<number>`case when ${same} > ${soonest} then ${same} else ${soonest} end` })
    .where(isUnderWay)
    .where('deadline_at', '>', before)
    .where('deadline_at', '<', soonest)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
