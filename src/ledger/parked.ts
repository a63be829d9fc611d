import { type SqlBool, sql } from 'kysely';
import { isUnderWay } from './deliveries.ts';
import { prepare } from './prepared.ts';
import { eraseSealed } from './sealed.ts';
import { DELIVERY_COLUMNS, type Db, type DeliveryRow } from './schema.ts';

/**
 * Deliveries of an older password, out of the way of a newer one until it is known what becomes of that. Their sealed
 * content stays; they are neither due nor overdue, and keep the lease of a try that is in flight.
 */
const isParked = sql<SqlBool>`state = 'parked'`;

interface Parking {
  readonly accountId: string;
  /** The reset that goes on. */
  readonly exceptResetId: string;
}

/** Parks every password of an account that is under way in other resets, with the notices that wait for it. */
export async function parkUnderWay(db: Db, { accountId, exceptResetId }: Parking): Promise<readonly DeliveryRow[]> {
  return (await park(db, { accountId, exceptResetId })).rows;
}

const park = prepare<{ accountId: string; exceptResetId: string }>()((db, value) =>
  db
    .updateTable('delivery')
    .set({ state: 'parked' })
    .where('account_id', '=', value('accountId'))
    .where('reset_id', '<>', value('exceptResetId'))
    // A notice that was released tells of what has been set already: it goes on.
    .where(sql<SqlBool>`(state = 'held' or (state = 'due' and kind = 'password'))`)
    .returning(DELIVERY_COLUMNS),
);

/** What is parked of the reset that was accepted last; by the order of the audit trail, for clocks step back. */
export async function findNewestParked(db: Db, accountId: string): Promise<readonly DeliveryRow[]> {
  const newest = await db
    .selectFrom('delivery')
    .innerJoin('event', 'event.reset_id', 'delivery.reset_id')
    .select('delivery.reset_id')
    .where('delivery.account_id', '=', accountId)
    .where('delivery.state', '=', sql.lit('parked'))
    .where('event.kind', '=', 'password.accepted')
    .orderBy('event.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest === undefined) return [];
  return await db.selectFrom('delivery').selectAll().where('reset_id', '=', newest.reset_id).where(isParked).execute();
}

export interface Resumption {
  readonly ids: readonly string[];
  readonly state: 'held' | 'due';
  readonly now: number;
  /** Their deadlines rested with them, and are no sooner than this. */
  readonly notBefore: number;
}

/** Sets parked deliveries off again. */
export async function resumeParked(db: Db, { ids, state, now, notBefore }: Resumption): Promise<void> {
  if (ids.length === 0) return;
  const deadline = sql<number>`case when deadline_at < ${notBefore} then ${notBefore} else deadline_at end`;
  await db
    .updateTable('delivery')
    .set({ state, due_at: now, deadline_at: deadline })
    .where('id', 'in', ids)
    .where(isParked)
    .execute();
}

interface Ending extends Parking {
  readonly state: 'superseded' | 'expired';
  readonly now: number;
  /** Only resets of which this recipient's delivery is parked; all, unless said. */
  readonly waitingFor?: string;
}

/**
 * Ends what is parked of an account besides `exceptResetId`, unless a password newer than that one is under way: then
 * it is not for this one to say. What is in flight keeps its lease, so that its lane stays shut until it returns.
 */
export async function endParked(
  db: Db,
  { accountId, exceptResetId, state, now, waitingFor }: Ending,
): Promise<readonly DeliveryRow[]> {
  const { rows } = await end(db, { accountId, exceptResetId, state, now, waitingFor: waitingFor ?? null });
  await eraseSealed(
    db,
    rows.map(({ id }) => id),
  );
  return rows;
}

const end = prepare<{
  accountId: string;
  exceptResetId: string;
  state: Ending['state'];
  now: number;
  waitingFor: string | null;
}>()((db, value) =>
  db
    .updateTable('delivery')
    .set({ state: value('state'), finished_at: value('now') })
    .where('account_id', '=', value('accountId'))
    .where('reset_id', '<>', value('exceptResetId'))
    .where(isParked)
    .where((where) =>
      where.or([
        sql<SqlBool>`cast(${value('waitingFor')} as text) is null`,
        where.exists(
          where
            .selectFrom('delivery as waiting')
            .select('waiting.id')
            .whereRef('waiting.reset_id', '=', 'delivery.reset_id')
            .where('waiting.recipient', '=', value('waitingFor'))
            .where(sql<SqlBool>`waiting.state = 'parked'`),
        ),
      ]),
    )
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('delivery as newer')
            .select('newer.id')
            .where('newer.account_id', '=', value('accountId'))
            .where('newer.reset_id', '<>', value('exceptResetId'))
            .where('newer.kind', '=', 'password')
            .where(sql<SqlBool>`newer.state in ('held', 'due')`),
        ),
      ),
    )
    .returning(DELIVERY_COLUMNS),
);

/** Whether a password of an account is under way, in another reset, that nothing newer has parked. */
export async function isAnyUnderWay(db: Db, { accountId, exceptResetId }: Parking): Promise<boolean> {
  const row = await db
    .selectFrom('delivery')
    .select('id')
    .where('account_id', '=', accountId)
    .where('reset_id', '<>', exceptResetId)
    .where('kind', '=', 'password')
    .where(isUnderWay)
    .executeTakeFirst();
  return row !== undefined;
}
