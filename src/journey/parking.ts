import type { EventKind } from '../ledger/events.ts';
import type { LedgerTransaction } from '../ledger/ledger.ts';
import { endParked, findNewestParked, isAnyUnderWay, parkUnderWay, resumeParked } from '../ledger/parked.ts';
import type { DeliveryRow } from '../ledger/schema.ts';
import { aboutDelivery } from './about-delivery.ts';
import { DIRECTORY } from './parcels.ts';

/** What is resumed is tried for this long at least: its deadline rested while it was parked. */
const RESUMED_LIFE_MS = 10 * 60_000;

/** One account's password, and the reset it was chosen in. */
interface Chosen {
  readonly accountId: string;
  readonly resetId: string;
}

/**
 * A newer password is accepted: older ones that are under way are parked, and not given up. The newest wins everywhere,
 * but the directory may still refuse it, and then the one before it must not be lost.
 */
export async function parkOlder(tx: LedgerTransaction, { accountId, resetId }: Chosen): Promise<void> {
  const parked = await parkUnderWay(tx.db, { accountId, exceptResetId: resetId });
  await recordPasswords(tx, 'delivery.parked', parked);
}

/** The directory has the newer password: what was parked for it is replaced for good. */
export async function supersedeParked(
  tx: LedgerTransaction,
  { accountId, resetId }: Chosen,
  now: number,
): Promise<void> {
  const ended = await endParked(tx.db, { accountId, exceptResetId: resetId, state: 'superseded', now });
  await recordPasswords(tx, 'delivery.superseded', ended);
}

/**
 * The newer password could not be set in time: what was to be set before it has missed its hour too. One that is in the
 * directory already is the one that counts, and goes on to the applications.
 */
export async function expireParked(tx: LedgerTransaction, { accountId, resetId }: Chosen, now: number): Promise<void> {
  const unset = { accountId, exceptResetId: resetId, waitingFor: DIRECTORY };
  const ended = await endParked(tx.db, { ...unset, state: 'expired', now });
  await recordPasswords(tx, 'delivery.expired', ended);
  await resumeNewest(tx, { accountId, resetId }, now);
}

/**
 * The directory does not have the newer password and will not get it: the one that was chosen before goes on where it
 * was. If that is in the directory already, whatever is older still is replaced by it.
 */
export async function resumeNewest(tx: LedgerTransaction, { accountId, resetId }: Chosen, now: number): Promise<void> {
  if (await isAnyUnderWay(tx.db, { accountId, exceptResetId: resetId })) return;
  const parked = await findNewestParked(tx.db, accountId);
  const [first] = parked;
  if (first === undefined) return;
  const again = { now, notBefore: now + RESUMED_LIFE_MS };
  const isSet = !parked.some(({ recipient }) => recipient === DIRECTORY);
  if (isSet) await supersedeParked(tx, { accountId, resetId: first.reset_id }, now);
  const due = parked.filter(({ recipient }) => isSet || recipient === DIRECTORY).map(({ id }) => id);
  const held = parked.map(({ id }) => id).filter((id) => !due.includes(id));
  await resumeParked(tx.db, { ids: due, state: 'due', ...again });
  await resumeParked(tx.db, { ids: held, state: 'held', ...again });
  tx.callCouriers();
  await recordPasswords(tx, 'delivery.resumed', parked);
}

async function recordPasswords(
  tx: LedgerTransaction,
  kind: EventKind,
  deliveries: readonly DeliveryRow[],
): Promise<void> {
  for (const delivery of deliveries) {
    if (delivery.kind === 'password') await tx.record(aboutDelivery(kind, delivery));
  }
}
