import { mayHaveSetSince } from '../ledger/deliveries.ts';
import type { Reset } from '../ledger/resets.ts';
import type { ResetAccountRow } from '../ledger/schema.ts';
import type { Account } from '../systems/directory.ts';
import type { JourneyParts } from './parts.ts';
import { DIRECTORY } from './parcels.ts';
import { addressOfReset } from './restart-link.ts';

/** Whether a link still fits the account it was issued for. */
export type Recheck =
  | { readonly kind: 'fits'; readonly account: Account }
  | { readonly kind: 'stale'; readonly why: 'absent' | 'address-moved' | 'password-changed' }
  | { readonly kind: 'unreachable'; readonly detail: string };

/**
 * Asks the directory again: still there and eligible, the address still its own, the password not changed elsewhere
 * since the jeton was issued (an attacker's link must not outlive the owner's own change).
 */
export async function recheckAccount(
  parts: JourneyParts,
  { reset, linked }: { reset: Reset; linked: ResetAccountRow },
  signal?: AbortSignal,
): Promise<Recheck> {
  const found = await parts.directory.findById(linked.account_id, signal);
  if (found.kind === 'unreachable') return found;
  if (found.kind === 'absent') return { kind: 'stale', why: 'absent' };
  const { account } = found;
  if (addressOfReset(parts, reset, account) === undefined) return { kind: 'stale', why: 'address-moved' };
  if (await wasChangedElsewhere(parts, linked, account)) return { kind: 'stale', why: 'password-changed' };
  return { kind: 'fits', account };
}

/** A change that Jeton itself made, or may have made (an earlier reset that was still under way), does not count. */
async function wasChangedElsewhere(
  { ledger }: JourneyParts,
  linked: ResetAccountRow,
  account: Account,
): Promise<boolean> {
  if ((account.passwordStamp ?? null) === linked.password_stamp) return false;
  const { reset_id: exceptResetId, issued_at: since } = linked;
  return !(await mayHaveSetSince(ledger.db, { accountId: account.id, recipient: DIRECTORY, since, exceptResetId }));
}
