import { type SqlBool, sql } from 'kysely';
import { isPicked } from './dialects.ts';
import { isUnderWay } from './deliveries.ts';
import { isLaneFree } from './lanes.ts';
import { prepare } from './prepared.ts';
import type { Db, DeliveryRow } from './schema.ts';

/** Recipients that something is due for: a look that writes nothing, since most find nothing to claim. */
export async function findDueRecipients(db: Db, now: number): Promise<ReadonlySet<string>> {
  const { rows } = await selectDue(db, { now });
  return new Set(rows.map(({ recipient }) => recipient));
}

const selectDue = prepare<{ now: number }>()((db, value) =>
  db
    .selectFrom('delivery')
    .select('recipient')
    .distinct()
    .where(sql<SqlBool>`state = 'due'`)
    .where('due_at', '<=', value('now')),
);

export interface Claim {
  readonly recipient: string;
  readonly owner: string;
  readonly limit: number;
  readonly now: number;
  /** How long the lease lasts, in milliseconds; longer than the carrier's timeout. */
  readonly leaseMs: number;
}

/**
 * Takes up to `limit` due deliveries of one recipient under a lease, so that no two couriers carry the same one and a
 * dead courier's work is taken over when the lease ends. A lane (one account at one recipient) is taken once at a time.
 */
export async function claimDeliveries(
  db: Db,
  { recipient, owner, limit, now, leaseMs }: Claim,
): Promise<readonly DeliveryRow[]> {
  const free = db
    .selectFrom('delivery as due')
    .select('due.id')
    // Written out and not bound: only then can the partial index serve.
    .where(sql<SqlBool>`due.state = 'due'`)
    .where('due.recipient', '=', recipient)
    .where('due.due_at', '<=', now)
    .where('due.deadline_at', '>', now)
    .where((where) => where.or([where('due.lease_until', 'is', null), where('due.lease_until', '<=', now)]))
    .where(isLaneFree('due', now))
    .orderBy('due.due_at')
    .limit(limit);
  const claimed = await db
    .updateTable('delivery')
    .set((row) => ({ lease_owner: owner, lease_until: now + leaseMs, attempts: row('attempts', '+', 1) }))
    .where(isPicked(db, free, 'due'))
    .returningAll()
    .execute();
  return claimed.toSorted((one, other) => one.due_at - other.due_at);
}

/**
 * Deliveries whose deadline has passed. While one of a reset is being carried, the others of that reset wait for its
 * outcome: until then nobody knows what to tell the person. It takes no longer than a lease, for none is claimed any more.
 */
export async function findOverdue(db: Db, now: number, limit: number): Promise<readonly DeliveryRow[]> {
  return await db
    .selectFrom('delivery')
    .selectAll()
    .where(isUnderWay)
    .where('deadline_at', '<=', now)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('delivery as carried')
            .select('carried.id')
            .whereRef('carried.reset_id', '=', 'delivery.reset_id')
            .where('carried.lease_until', '>', now),
        ),
      ),
    )
    .orderBy('deadline_at')
    .limit(limit)
    .execute();
}

export interface Backlog {
  readonly recipient: string;
  readonly count: number;
  /** When the oldest of them was accepted. */
  readonly oldest: number;
}

/** What is under way, by recipient: for metrics and the readiness page. */
export async function countBacklog(db: Db): Promise<readonly Backlog[]> {
  const rows = await db
    .selectFrom('delivery')
    .select(['recipient', db.fn.countAll<number>().as('count'), db.fn.min('created_at').as('oldest')])
    .where(isUnderWay)
    .groupBy('recipient')
    .execute();
  return rows;
}
