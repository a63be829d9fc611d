import { endUnderWay, insertDeliveries, isLaneBusy, laneTo } from '../ledger/deliveries.ts';
import { deciding } from '../ledger/engine.ts';
import { type Reset, consumeReset } from '../ledger/resets.ts';
import type { DeliveryRow, ResetAccountRow } from '../ledger/schema.ts';
import { accountNameOf } from '../platform/account-name.ts';
import type { Language } from '../platform/language.ts';
import {
  type Addressed,
  DIRECTORY,
  MAIL,
  NOTICE,
  type Parcel,
  type PasswordParcel,
  recipientOf,
  seal,
} from './parcels.ts';
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
  /** Where the holder is to be told; undefined when the directory cannot say now. */
  readonly addresses: readonly string[] | undefined;
}

/** A delivery that waits for the directory, with what is sealed in it. */
export interface Held {
  readonly delivery: DeliveryRow;
  readonly parcel: Parcel;
}

export interface Accepted {
  readonly parcel: PasswordParcel;
  /** The directory's delivery. */
  readonly delivery: DeliveryRow;
  /** False when an older password of this account is being carried at this moment: the courier takes over. */
  readonly mine: boolean;
  readonly held: readonly Held[];
}

/**
 * Takes a password over, in one transaction with the jeton's use: one sealed delivery per recipient, the applications'
 * held back until the directory has it. @returns undefined when somebody else used the link first
 */
export async function acceptPassword(parts: JourneyParts, acceptance: Acceptance): Promise<Accepted | undefined> {
  const { ledger, clock, settings, owner, lanes } = parts;
  const now = clock.now();
  const deadlineAt = now + settings.promiseMs;
  const parcel = passwordParcelOf(acceptance, now);
  const addressed = addressAll(parts, acceptance, { parcel, now, deadlineAt });
  const sealed = await Promise.all(addressed.map((each) => seal(parts, each)));
  const { account_id: accountId } = acceptance.linked;
  const { id, accounts } = acceptance.reset;
  return await ledger.transaction(async (tx) => {
    const consumed = await consumeReset(tx.db, { id, accountId, followHash: acceptance.followHash, now, deadlineAt });
    if (!consumed) return undefined;
    // First: what is parked can no longer be claimed, so that the lane cannot become busy after the look at it.
    await parkOlder(tx, { accountId, resetId: id });
    const isBusy = await isLaneBusy(tx.db, { recipient: DIRECTORY, accountId, now });
    const mine = !isBusy && !lanes.has(laneTo(DIRECTORY, accountId));
    const lease = { owner, until: now + OWN_TRY_LEASE_MS };
    const written = sealed.map((each) => (mine && each.recipient === DIRECTORY ? { ...each, lease } : each));
    const [delivery, ...others] = await insertDeliveries(tx, written);
    if (delivery === undefined) throw new Error('nothing was written for the directory');
    // The relay may have the link’s mail although its answer was lost: a mail that came again would hold a dead link.
    await endUnderWay(tx.db, { resetIds: [id], kinds: ['mail'], state: 'withdrawn', now });
    await tx.record({ kind: 'password.accepted', resetId: id, accountId });
    const held = others.map((row, index) => ({ delivery: row, parcel: addressed[index + 1]?.parcel ?? parcel }));
    return { parcel, delivery, mine, held };
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

/** The directory's first; the others wait for it. */
function addressAll(parts: JourneyParts, acceptance: Acceptance, plan: Plan): readonly Addressed[] {
  const { parcel, deadlineAt } = plan;
  const announcement: PasswordParcel = { ...parcel };
  delete (announcement as { password?: string }).password;
  const { id: resetId } = acceptance.reset;
  const applications = parts.applications.map(({ name, carries }) => ({
    ...({ resetId, recipient: recipientOf(name), state: 'held', deadlineAt } as const),
    parcel: carries === 'announcement' ? announcement : parcel,
  }));
  return [
    { resetId, recipient: DIRECTORY, state: 'due', deadlineAt, parcel },
    ...applications,
    ...confirmations(acceptance, plan),
  ];
}

/** A mail to every address of the account; a notice, which becomes those mails later, while they are not known. */
function confirmations({ reset, language, addresses }: Acceptance, { parcel, now }: Plan): readonly Addressed[] {
  const message = { kind: 'changed', at: now, account: accountNameOf(parcel) } as const;
  const { accountId } = parcel;
  const held = { resetId: reset.id, accountId, state: 'held', deadlineAt: now + NOTICE_LIFE_MS } as const;
  if (addresses === undefined) {
    return [{ ...held, recipient: NOTICE, parcel: { kind: 'notice', accountId, language, message } }];
  }
  return [...new Set(addresses)].map((to) => ({
    ...({ ...held, kind: 'notice', recipient: MAIL } as const),
    parcel: { kind: 'mail', to, language, message },
  }));
}
