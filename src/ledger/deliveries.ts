import type { Sealed } from '../platform/seal.ts';
import type { Db, DeliveryKind, DeliveryRow, DeliveryState } from './schema.ts';

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

export async function insertDelivery(db: Db, delivery: NewDelivery): Promise<void> {
  const { sealed, lease } = delivery;
  const { id, sealKey, encapsulation, createdAt } = sealed.dataKey;
  await db
    .insertInto('data_key')
    .values({ id, seal_key: sealKey, encapsulation, created_at: createdAt })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  await db
    .insertInto('delivery')
    .values({
      id: delivery.id,
      reset_id: delivery.resetId,
      kind: delivery.kind,
      recipient: delivery.recipient,
      lane: laneOf(delivery),
      account_id: delivery.accountId ?? null,
      state: delivery.state,
      attempts: lease === undefined ? 0 : 1,
      created_at: delivery.now,
      due_at: delivery.now,
      deadline_at: delivery.deadlineAt,
      lease_owner: lease?.owner ?? null,
      lease_until: lease?.until ?? null,
      finished_at: null,
      detail: null,
    })
    .execute();
  await db
    .insertInto('sealed')
    .values({ delivery_id: delivery.id, data_key_id: id, nonce: sealed.nonce, ciphertext: sealed.ciphertext })
    .execute();
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
}

/** Ends one delivery; false when it had ended already (a newer password came meanwhile). */
export async function finishDelivery(db: Db, { id, state, now, detail }: Finish): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('delivery')
    .set({ state, finished_at: now, detail: detail ?? null, lease_owner: null, lease_until: null })
    .where('id', '=', id)
    .where('state', 'in', ['held', 'due'])
    .executeTakeFirst();
  await erase(db, [id]);
  return numUpdatedRows === 1n;
}

/** Puts a delivery off until `dueAt` and gives its lease back. */
export async function postponeDelivery(
  db: Db,
  { id, owner, dueAt, detail }: { id: string; owner: string; dueAt: number; detail: string },
): Promise<void> {
  await db
    .updateTable('delivery')
    .set({ due_at: dueAt, detail, lease_owner: null, lease_until: null })
    .where('id', '=', id)
    .where('lease_owner', '=', owner)
    .execute();
}

/** Gives one lease back; what was leased is due again at once, or stays ended. */
export async function giveLeaseBack(db: Db, { id, owner }: { id: string; owner: string }): Promise<void> {
  await db
    .updateTable('delivery')
    .set({ lease_owner: null, lease_until: null })
    .where('id', '=', id)
    .where('lease_owner', '=', owner)
    .execute();
}

/** Ends what is still under way of the given resets; in-flight ones keep their lease, so that their lane stays shut until they return. */
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
    .where('state', 'in', only === undefined ? ['held', 'due'] : [only])
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

/** Resets of this account, other than `exceptResetId`, that still have a password under way. */
export async function findResetsUnderWay(
  db: Db,
  { accountId, exceptResetId }: { accountId: string; exceptResetId: string },
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('delivery')
    .select('reset_id')
    .distinct()
    .where('account_id', '=', accountId)
    .where('kind', '=', 'password')
    .where('state', 'in', ['held', 'due'])
    .where('reset_id', '<>', exceptResetId)
    .execute();
  return rows.map(({ reset_id }) => reset_id);
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

/** Lets a reset's waiting deliveries go, now that the directory has the password. */
export async function releaseHeld(db: Db, resetId: string, now: number): Promise<void> {
  await db
    .updateTable('delivery')
    .set({ state: 'due', due_at: now })
    .where('reset_id', '=', resetId)
    .where('state', '=', 'held')
    .execute();
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

/** When Jeton itself last set this account's password in the directory; undefined for never. */
export async function lastSetAt(db: Db, accountId: string, recipient: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('delivery')
    .select(db.fn.max('finished_at').as('at'))
    .where('account_id', '=', accountId)
    .where('recipient', '=', recipient)
    .where('state', '=', 'done')
    .executeTakeFirst();
  return row?.at ?? undefined;
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
