import type { DeliveryRow } from '../ledger/schema.ts';
import { type Reset, getReset } from '../ledger/resets.ts';
import { messageOf } from '../platform/errors.ts';
import { Secret } from '../platform/secret.ts';
import type { Refusal } from '../systems/directory.ts';
import type { PasswordParcel } from './parcels.ts';
import type { JourneyParts } from './parts.ts';
import { recheckAccount } from './recheck.ts';

/** What came of handing a password to the directory. */
export type SetOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly reason: Refusal; readonly detail: string }
  /** The account no longer fits the link it was chosen behind. */
  | { readonly kind: 'stale'; readonly detail: string }
  | { readonly kind: 'later'; readonly detail: string };

/**
 * Hands the password to the directory. Safe to repeat: a try that follows one whose answer was lost may be refused
 * ("already in history", "too young"), so a refusal on a repeated try is checked by a bind.
 * @param rechecked the account was looked at a moment ago, and nothing needs asking again
 */
export async function setInDirectory(
  parts: JourneyParts,
  { delivery, parcel, rechecked }: { delivery: DeliveryRow; parcel: PasswordParcel; rechecked: boolean },
  signal: AbortSignal,
): Promise<SetOutcome> {
  if (parcel.password === undefined) return { kind: 'stale', detail: 'the delivery holds no password' };
  const password = new Secret(parcel.password);
  const again = delivery.attempts > 1;
  try {
    if (!rechecked) {
      const doubt = await doubtOf(parts, await getReset(parts.ledger.db, delivery.reset_id), parcel.accountId);
      // A lost answer may also show as "changed since": only a password that does not open the account is stale.
      if (doubt?.kind === 'stale' && again && (await opens(parts, parcel, { password, signal })))
        return { kind: 'done' };
      if (doubt !== undefined) return doubt;
    }
    const set = await parts.directory.setPassword(parcel.accountId, password, signal);
    if (set.kind === 'done') return set;
    if (set.kind === 'unreachable') return { kind: 'later', detail: set.detail };
    if (set.kind === 'absent') return { kind: 'stale', detail: 'absent' };
    return again && (await opens(parts, parcel, { password, signal })) ? { kind: 'done' } : set;
  } catch (thrown) {
    return { kind: 'later', detail: messageOf(thrown) };
  }
}

async function doubtOf(parts: JourneyParts, reset: Reset, accountId: string): Promise<SetOutcome | undefined> {
  const linked = reset.accounts.find(({ account_id }) => account_id === accountId);
  if (linked === undefined) return { kind: 'stale', detail: 'the link never led to this account' };
  const recheck = await recheckAccount(parts, reset, linked);
  switch (recheck.kind) {
    case 'fits':
      return undefined;
    case 'stale':
      return { kind: 'stale', detail: recheck.why };
    case 'unreachable':
      return { kind: 'later', detail: recheck.detail };
  }
}

async function opens(
  { directory }: JourneyParts,
  parcel: PasswordParcel,
  { password, signal }: { password: Secret; signal: AbortSignal },
): Promise<boolean> {
  const verified = await directory.verifyPassword(parcel.accountId, password, signal);
  return verified.kind === 'valid';
}
