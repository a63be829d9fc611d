import { type NewDelivery, insertDelivery, isLaneBusy } from '../ledger/deliveries.ts';
import { deciding } from '../ledger/engine.ts';
import { type Reset, consumeReset } from '../ledger/resets.ts';
import type { DeliveryRow, ResetAccountRow } from '../ledger/schema.ts';
import type { Language } from '../platform/language.ts';
import { DIRECTORY, NOTICE, type PasswordParcel, recipientOf, seal } from './parcels.ts';
import { parkOlder } from './parking.ts';
import type { JourneyParts } from './parts.ts';

/** How long a notice is tried for: it holds no secret, and a mail server may be away for a night. */
export const NOTICE_LIFE_MS = 24 * 3_600_000;

/** How long this process may keep the directory's delivery to itself before a courier takes it over. */
const OWN_TRY_LEASE_MS = 30_000;

/** A password about to be accepted. */
export interface Acceptance {
  readonly reset: Reset;
  readonly linked: ResetAccountRow;
  readonly password: string;
  readonly language: Language;
  readonly followHash: Uint8Array;
}

export interface Accepted {
  readonly parcel: PasswordParcel;
  /** The directory's delivery. */
  readonly delivery: DeliveryRow;
  /** False when an older password of this account is being carried at this moment: the courier takes over. */
  readonly mine: boolean;
}

/**
 * Takes a password over, in one transaction with the jeton's use: one sealed delivery per recipient, the applications'
 * held back until the directory has it. @returns undefined when somebody else used the link first
 */
export async function acceptPassword(parts: JourneyParts, acceptance: Acceptance): Promise<Accepted | undefined> {
  const { ledger, clock, settings, owner } = parts;
  const now = clock.now();
  const deadlineAt = now + settings.promiseMs;
  const parcel = passwordParcelOf(acceptance, now);
  const [directory, ...others] = await sealAll(parts, acceptance, { parcel, now, deadlineAt });
  const { account_id: accountId } = acceptance.linked;
  const { id, accounts } = acceptance.reset;
  return await ledger.transaction(async (tx) => {
    const consumed = await consumeReset(tx.db, { id, accountId, followHash: acceptance.followHash, now, deadlineAt });
    if (!consumed) return undefined;
    // First: what is parked can no longer be claimed, so that the lane cannot become busy after the look at it.
    await parkOlder(tx, { accountId, resetId: id });
    const mine = !(await isLaneBusy(tx.db, { recipient: DIRECTORY, accountId, now }));
    const delivery = await insertDelivery(
      tx.db,
      mine ? { ...directory, lease: { owner, until: now + OWN_TRY_LEASE_MS } } : directory,
    );
    for (const other of others) await insertDelivery(tx.db, other);
    await tx.record({ kind: 'password.accepted', resetId: id, accountId });
    return { parcel, delivery, mine };
  }, deciding(accounts));
}

function passwordParcelOf({ linked, password }: Acceptance, now: number): PasswordParcel {
  const { account_id: accountId, number, login } = linked;
  return { kind: 'password', accountId, number, login, chosenAt: now, password };
}

interface Plan {
  readonly parcel: PasswordParcel;
  readonly now: number;
  readonly deadlineAt: number;
}

async function sealAll(
  parts: JourneyParts,
  { reset: { id: resetId }, language }: Acceptance,
  { parcel, now, deadlineAt }: Plan,
): Promise<readonly [NewDelivery, ...NewDelivery[]]> {
  const announcement: PasswordParcel = { ...parcel };
  delete (announcement as { password?: string }).password;
  const [directory, ...applications] = await Promise.all([
    seal(parts, { resetId, recipient: DIRECTORY, state: 'due', deadlineAt, parcel }),
    ...parts.applications.map(({ name, carries }) =>
      seal(parts, {
        resetId,
        recipient: recipientOf(name),
        state: 'held',
        deadlineAt,
        parcel: carries === 'announcement' ? announcement : parcel,
      }),
    ),
  ]);
  const { accountId } = parcel;
  const notice = await seal(parts, {
    resetId,
    recipient: NOTICE,
    state: 'held',
    deadlineAt: now + NOTICE_LIFE_MS,
    parcel: { kind: 'notice', accountId, language, message: { kind: 'changed', at: now } },
  });
  return [directory, ...applications, notice];
}
