import { type SqlBool, sql } from 'kysely';
import type { Sealed } from '../platform/seal.ts';
import type { LedgerTransaction } from './ledger.ts';
import { type Lease, isUnder } from './leases.ts';
import type { Db, DeliveryKind, DeliveryRow, DeliveryState } from './schema.ts';

/** Neither arrived nor given up. Written out and not bound: only then can the partial indexes serve. */
export const isUnderWay = sql<SqlBool>`state in ('held', 'due')`;

/** Waits for the directory. */
const isHeld = sql<SqlBool>`state = 'held'`;
/** The same, or parked while a newer password is under way. */
const isNotOver = sql<SqlBool>`state in ('held', 'due', 'parked')`;

/** A delivery about to be written, its content already sealed. */
export interface NewDelivery {
  readonly id: string;
  readonly resetId: string;
  readonly kind: DeliveryKind;
  readonly recipient: string;
  readonly accountId: string | undefined;
  /** `held` ones wait until the directory has the password. */
  readonly state: 'held' | 'due';
  readonly now: number;
  readonly deadlineAt: number;
  readonly sealed: Sealed;
  /** The writer's own lease, when it tries the delivery itself at once. */
  readonly lease?: { readonly owner: string; readonly until: number };
}

/** A lane keeps the order: passwords of one account go to one recipient one at a time. Mails need no order. */
function laneOf({ kind, recipient, accountId }: NewDelivery): string | null {
  return kind === 'password' && accountId !== undefined ? `${recipient}/${accountId}` : null;
}

/** What a delivery's seal is bound to. */
export function boundOf({ id, recipient }: { id: string; recipient: string }): string {
  return `${id} ${recipient}`;
}

function rowOf(delivery: NewDelivery): DeliveryRow {
  const { lease, now } = delivery;
  return {
    id: delivery.id,
    reset_id: delivery.resetId,
    kind: delivery.kind,
    recipient: delivery.recipient,
    lane: laneOf(delivery),
    account_id: delivery.accountId ?? null,
    state: delivery.state,
    attempts: lease === undefined ? 0 : 1,
    created_at: now,
    due_at: now,
    deadline_at: delivery.deadlineAt,
    lease_owner: lease?.owner ?? null,
    lease_until: lease?.until ?? null,
    finished_at: null,
    detail: null,
  };
}

/** Writes deliveries, and calls the couriers to those that are due and nobody's yet. @returns their rows, in order */
export async function insertDeliveries(
  { db, callCouriers }: Pick<LedgerTransaction, 'db' | 'callCouriers'>,
  deliveries: readonly NewDelivery[],
): Promise<readonly DeliveryRow[]> {
  if (deliveries.length === 0) return [];
  const rows = deliveries.map(rowOf);
  const sealed = deliveries.map(({ id, sealed: { dataKey, nonce, ciphertext } }) => ({
    ...{ delivery_id: id, data_key_id: dataKey.id },
    ...{ nonce, ciphertext },
  }));
  await db.insertInto('delivery').values(rows).execute();
  await db.insertInto('sealed').values(sealed).execute();
  if (deliveries.some(({ state, lease }) => state === 'due' && lease === undefined)) callCouriers();
  return rows;
}

/** The sealed content, until it is erased. */
export async function findSealed(db: Db, deliveryId: string): Promise<Sealed | undefined> {
  const row = await db
    .selectFrom('sealed')
    .innerJoin('data_key', 'data_key.id', 'sealed.data_key_id')
    .selectAll()
    .where('delivery_id', '=', deliveryId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const dataKey = { id: row.id, sealKey: row.seal_key, encapsulation: row.encapsulation, createdAt: row.created_at };
  return { dataKey, nonce: row.nonce, ciphertext: row.ciphertext };
}

async function erase(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await db.deleteFrom('sealed').where('delivery_id', 'in', ids).execute();
}

/** How a delivery ends. Whatever the end, its content is erased in the same transaction. */
export interface Finish {
  readonly id: string;
  readonly state: 'done' | 'refused' | 'superseded' | 'withdrawn' | 'expired';
  readonly now: number;
  /** For operators; holds no secret. */
  readonly detail?: string;
  /** Only while this claim holds: a "no" that comes late may be the answer to what somebody else has set meanwhile. */
  readonly under?: Lease;
  /** Also when it was parked while it was being carried. */
  readonly evenParked?: boolean;
}

/** Ends one delivery; false when it had ended already (a newer password came meanwhile) or its lease was lost. */
export async function finishDelivery(
  db: Db,
  { id, state, now, detail, under, evenParked = false }: Finish,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('delivery')
    .set({ state, finished_at: now, detail: detail ?? null, lease_owner: null, lease_until: null })
    .where('id', '=', id)
    .where(evenParked ? isNotOver : isUnderWay)
    .where(under === undefined ? sql<SqlBool>`true` : isUnder(under))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await erase(db, [id]);
  return true;
}

/** Ends what is still under way, or parked, of the given resets; in-flight ones keep their lease, so that their lane stays shut until they return. */
export async function endUnderWay(
  db: Db,
  { resetIds, kinds, state, now, only }: EndUnderWay,
): Promise<readonly DeliveryRow[]> {
  if (resetIds.length === 0) return [];
  const rows = await db
    .updateTable('delivery')
    .set({ state, finished_at: now })
    .where('reset_id', 'in', resetIds)
    .where('kind', 'in', kinds)
    .where(only === undefined ? isNotOver : sql<SqlBool>`state = 'held'`)
    .returningAll()
    .execute();
  await erase(
    db,
    rows.map(({ id }) => id),
  );
  return rows;
}

export interface EndUnderWay {
  readonly resetIds: readonly string[];
  readonly kinds: readonly DeliveryKind[];
  readonly state: 'superseded' | 'withdrawn';
  readonly now: number;
  /** `held`: those that have been released go on. */
  readonly only?: 'held';
}

/** Whether a password of this account is on its way to this recipient at this very moment. */
export async function isLaneBusy(
  db: Db,
  { recipient, accountId, now }: { recipient: string; accountId: string; now: number },
): Promise<boolean> {
  const row = await db
    .selectFrom('delivery')
    .select('id')
    .where('lane', '=', `${recipient}/${accountId}`)
    .where('lease_until', '>', now)
    .executeTakeFirst();
  return row !== undefined;
}

/** What has become of a delivery. */
export async function getDeliveryState(db: Db, id: string): Promise<DeliveryState> {
  const row = await db.selectFrom('delivery').select('state').where('id', '=', id).executeTakeFirstOrThrow();
  return row.state;
}

/** Whether a newer password of the same account has been tried at the same recipient. */
export async function wasOvertaken(
  db: Db,
  { id, account_id, recipient, created_at }: Pick<DeliveryRow, 'id' | 'account_id' | 'recipient' | 'created_at'>,
): Promise<boolean> {
  const row = await db
    .selectFrom('delivery')
    .select('id')
    .where('account_id', '=', account_id)
    .where('recipient', '=', recipient)
    .where('kind', '=', 'password')
    .where('id', '<>', id)
    .where('attempts', '>', 0)
    .where('created_at', '>=', created_at)
    .executeTakeFirst();
  return row !== undefined;
}

export interface Release {
  readonly resetId: string;
  readonly now: number;
  /** Those that this process carries itself, at once. */
  readonly carried: readonly { readonly id: string; readonly lease: NonNullable<NewDelivery['lease']> }[];
}

/**
 * Lets a reset's waiting deliveries go, now that the directory has the password; calls the couriers to those that nobody
 * carries yet. @returns the ids of those that were waiting and are carried by this process
 */
export async function releaseHeld(
  { db, callCouriers }: Pick<LedgerTransaction, 'db' | 'callCouriers'>,
  { resetId, now, carried }: Release,
): Promise<ReadonlySet<string>> {
  const held = db.updateTable('delivery').where('reset_id', '=', resetId).where(isHeld);
  const [first] = carried;
  let taken: readonly { id: string }[] = [];
  if (first !== undefined) {
    const ids = carried.map(({ id }) => id);
    const until = Math.max(...carried.map(({ lease }) => lease.until));
    taken = await held
      .where('id', 'in', ids)
      .set({ state: 'due', due_at: now, attempts: 1, lease_owner: first.lease.owner, lease_until: until })
      .returning('id')
      .execute();
  }
  const { numUpdatedRows } = await held.set({ state: 'due', due_at: now }).executeTakeFirst();
  if (numUpdatedRows > 0n) callCouriers();
  return new Set(taken.map(({ id }) => id));
}

export async function findDeliveriesOfReset(db: Db, resetId: string): Promise<readonly DeliveryRow[]> {
  return await db
    .selectFrom('delivery')
    .selectAll()
    .where('reset_id', '=', resetId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/**
 * Whether a password of another reset may have changed this account at the recipient since `since`: one that arrived,
 * one that is being tried, and one that was given up after a try whose answer may have been lost.
 */
export async function mayHaveSetSince(
  db: Db,
  { accountId, recipient, since, exceptResetId }: MayHaveSet,
): Promise<boolean> {
  const row = await db
    .selectFrom('delivery')
    .select('id')
    .where('account_id', '=', accountId)
    .where('recipient', '=', recipient)
    .where('reset_id', '<>', exceptResetId)
    .where('state', 'in', ['due', 'parked', 'done', 'superseded', 'expired'])
    .where('attempts', '>', 0)
    .where((where) => where.or([where('finished_at', 'is', null), where('finished_at', '>=', since)]))
    .executeTakeFirst();
  return row !== undefined;
}

export interface MayHaveSet {
  readonly accountId: string;
  readonly recipient: string;
  readonly since: number;
  readonly exceptResetId: string;
}

/** Numbers of deliveries by state, and of sealed contents that are left. */
export async function countDeliveries(
  db: Db,
): Promise<{ states: readonly { state: DeliveryState; count: number }[]; sealed: number }> {
  const count = db.fn.countAll<number>().as('count');
  const states = await db.selectFrom('delivery').select(['state', count]).groupBy('state').orderBy('state').execute();
  const sealed = await db.selectFrom('sealed').select(count).executeTakeFirstOrThrow();
  return { states, sealed: sealed.count };
}
