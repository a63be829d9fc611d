import { type SqlBool, sql } from 'kysely';
import type { NewDelivery } from './deliveries.ts';
import { isLaneFree } from './lanes.ts';
import type { LedgerTransaction } from './ledger.ts';
import { prepare } from './prepared.ts';

/** Waits for the directory. */
const isHeld = sql<SqlBool>`state = 'held'`;

export interface Release {
  readonly resetId: string;
  readonly now: number;
  /** Those that this process carries itself, at once, unless their lane is busy. */
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
  const taken = new Set<string>();
  for (const { id, lease } of carried) {
    const { changed } = await releaseLeased(db, { id, now, owner: lease.owner, until: lease.until });
    if (changed > 0) taken.add(id);
  }
  const { changed } = await releaseRest(db, { resetId, now });
  if (changed > 0) callCouriers();
  return taken;
}

const releaseLeased = prepare<{ id: string; now: number; owner: string; until: number }>()((db, value) =>
  db
    .updateTable('delivery')
    .set({ state: 'due', due_at: value('now'), attempts: 1 })
    .set({ lease_owner: value('owner'), lease_until: value('until') })
    .where('id', '=', value('id'))
    .where(isHeld)
    // An older password that is still being carried there keeps the lane shut.
    .where(isLaneFree('delivery', value('now'))),
);

const releaseRest = prepare<{ resetId: string; now: number }>()((db, value) =>
  db
    .updateTable('delivery')
    .set({ state: 'due', due_at: value('now') })
    .where('reset_id', '=', value('resetId'))
    .where(isHeld),
);
