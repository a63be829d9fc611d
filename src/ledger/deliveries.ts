import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Sealed } from '../platform/seal.ts';
import type { LedgerTransaction } from './ledger.ts';
import type { Lease } from './leases.ts';
import { prepare } from './prepared.ts';
import { eraseSealed, insertSealed } from './sealed.ts';
import { engineOf } from './dialects.ts';
import { DELIVERY_COLUMNS, type Db, type DeliveryKind, type DeliveryRow, type DeliveryState } from './schema.ts';

/** Neither arrived nor given up. Written out and not bound: only then can the partial indexes serve. */
export const isUnderWay = sql<SqlBool>`state in ('held', 'due')`;

/** Under way, or parked while a newer password is. */
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
  return kind === 'password' && accountId !== undefined ? laneTo(recipient, accountId) : null;
}

/** The lane of one account's passwords to one recipient. */
export function laneTo(recipient: string, accountId: string): string {
  return `${recipient}/${accountId}`;
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
  if (rows.length > 1 && engineOf(db) === 'postgres') {
    // Together: each statement is a way to the server and back, and a password has four deliveries or more.
    await db.insertInto('delivery').values(rows).execute();
    await db.insertInto('sealed').values(sealed).execute();
  } else {
    for (const row of rows) await insertRow(db, row);
    for (const each of sealed) await insertSealed(db, each);
  }
  if (deliveries.some(({ state, lease }) => state === 'due' && lease === undefined)) callCouriers();
  return rows;
}

const insertRow = prepare<DeliveryRow>()((db, value) =>
  db.insertInto('delivery').values({
    ...{ id: value('id'), reset_id: value('reset_id'), kind: value('kind'), recipient: value('recipient') },
    ...{ lane: value('lane'), account_id: value('account_id'), state: value('state'), attempts: value('attempts') },
    ...{ created_at: value('created_at'), due_at: value('due_at'), deadline_at: value('deadline_at') },
    ...{ lease_owner: value('lease_owner'), lease_until: value('lease_until') },
    ...{ finished_at: value('finished_at'), detail: value('detail') },
  }),
);

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
  const end = evenParked ? endOpen : endOngoing;
  // A claim is told from a later one by its number; without one, whatever the row has is right.
  const { changed } = await end(db, {
    ...{ id, state, now, detail: detail ?? null },
    ...{ owner: under?.lease_owner ?? null, attempts: under?.attempts ?? null },
  });
  if (changed === 0) return false;
  await eraseSealed(db, [id]);
  return true;
}

interface End extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly state: Finish['state'];
  readonly now: number;
  readonly detail: string | null;
  /** Both null: under no claim in particular. */
  readonly owner: string | null;
  readonly attempts: number | null;
}

const endIf = (condition: RawBuilder<SqlBool>) =>
  prepare<End>()((db, value) =>
    db
      .updateTable('delivery')
      .set({ state: value('state'), finished_at: value('now'), detail: value('detail') })
      .set({ lease_owner: null, lease_until: null })
      .where('id', '=', value('id'))
      .where(condition)
      .where(
        sql<SqlBool>`(lease_owner = ${value('owner')} and attempts = ${value('attempts')} or cast(${value('attempts')} as integer) is null)`,
      ),
  );

const endOngoing = endIf(isUnderWay);
const endOpen = endIf(isNotOver);

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
  await eraseSealed(
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
  const { rows } = await selectCarriedInLane(db, { lane: laneTo(recipient, accountId), now });
  return rows.length > 0;
}

const selectCarriedInLane = prepare<{ lane: string; now: number }>()((db, value) =>
  db.selectFrom('delivery').select('id').where('lane', '=', value('lane')).where('lease_until', '>', value('now')),
);

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

export async function findDeliveriesOfReset(db: Db, resetId: string): Promise<readonly DeliveryRow[]> {
  return (await selectOfReset(db, { resetId })).rows;
}

const selectOfReset = prepare<{ resetId: string }>()((db, value) =>
  db
    .selectFrom('delivery')
    .select(DELIVERY_COLUMNS)
    .where('reset_id', '=', value('resetId'))
    .orderBy('created_at')
    .orderBy('id'),
);

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
