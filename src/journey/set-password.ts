import type { DeliveryRow } from '../ledger/schema.ts';
import { type Reset, getReset } from '../ledger/resets.ts';
import { messageOf } from '../platform/errors.ts';
import { Secret } from '../platform/secret.ts';
import type { Refusal, Settled } from '../systems/directory.ts';
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

/** One try at the directory. */
export interface Try {
  readonly delivery: DeliveryRow;
  readonly parcel: PasswordParcel;
  /** The account was looked at a moment ago, and nothing needs asking again. */
  readonly rechecked: boolean;
}

/**
 * Hands the password to the directory. Safe to repeat: a try that follows one whose answer was lost may be refused
 * ("already in history", "too young"), or find the account changed; whether that change was ours, a bind tells.
 */
export async function setInDirectory(
  parts: JourneyParts,
  { delivery, parcel, rechecked }: Try,
  signal: AbortSignal,
): Promise<SetOutcome> {
  if (parcel.password === undefined) return { kind: 'stale', detail: 'the delivery holds no password' };
  const password = new Secret(parcel.password);
  try {
    const outcome = await setOnce(parts, { delivery, parcel, rechecked, password }, signal);
    const isNo = outcome.kind === 'refused' || outcome.kind === 'stale';
    if (!isNo || delivery.attempts <= 1) return outcome;
    const verified = await parts.directory.verifyPassword(parcel.accountId, password, signal);
    switch (verified.kind) {
      case 'valid':
        return laterUnless(await parts.directory.clearMustChange?.(parcel.accountId, signal));
      case 'invalid':
        return outcome;
      case 'unreachable':
        return { kind: 'later', detail: verified.detail };
    }
  } catch (thrown) {
    return { kind: 'later', detail: messageOf(thrown) };
  }
}

function laterUnless(settled: Settled = { kind: 'done' }): SetOutcome {
  return settled.kind === 'done' ? settled : { kind: 'later', detail: settled.detail };
}

async function setOnce(
  parts: JourneyParts,
  { delivery, parcel, rechecked, password }: Try & { password: Secret },
  signal: AbortSignal,
): Promise<SetOutcome> {
  if (!rechecked) {
    const reset = await getReset(parts.ledger.db, delivery.reset_id);
    const doubt = await doubtOf(parts, { reset, accountId: parcel.accountId }, signal);
    if (doubt !== undefined) return doubt;
  }
  const set = await parts.directory.setPassword(parcel.accountId, password, signal);
  switch (set.kind) {
    case 'done':
    case 'refused':
      return set;
    case 'unreachable':
      return { kind: 'later', detail: set.detail };
    case 'absent':
      return { kind: 'stale', detail: 'absent' };
  }
}

async function doubtOf(
  parts: JourneyParts,
  { reset, accountId }: { reset: Reset; accountId: string },
  signal: AbortSignal,
): Promise<SetOutcome | undefined> {
  const linked = reset.accounts.find(({ account_id }) => account_id === accountId);
  if (linked === undefined) return { kind: 'stale', detail: 'the link never led to this account' };
  const recheck = await recheckAccount(parts, { reset, linked }, signal);
  switch (recheck.kind) {
    case 'fits':
      return undefined;
    case 'stale':
      return { kind: 'stale', detail: recheck.why };
    case 'unreachable':
      return { kind: 'later', detail: recheck.detail };
  }
}
