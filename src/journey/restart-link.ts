import type { Reset } from '../ledger/resets.ts';
import { addressHmac, maskAddress } from '../platform/address.ts';
import type { Language } from '../platform/language.ts';
import type { Account } from '../systems/directory.ts';
import { throttleClient, throttleGuesses } from './budgets.ts';
import { issueLink } from './issue-link.ts';
import { findReset } from './links.ts';
import type { ClientNetwork, RestartOutcome } from './outcomes.ts';
import type { JourneyParts } from './parts.ts';
import { boundTo } from './short-codes.ts';

/** One press on a dead link: a new one goes to the address the old one went to. */
export interface RestartLink {
  readonly token: string;
  readonly client: ClientNetwork;
  readonly language: Language;
  readonly waiting?: string | undefined;
}

/** The stored address of an account under which a reset was asked for; undefined when it has moved on. */
export function addressOfReset(parts: JourneyParts, reset: Reset, account: Account): string | undefined {
  return account.addresses.find((address) => addressHmac(parts.addressKey, address) === reset.address_hmac);
}

export async function restartLink(parts: JourneyParts, request: RestartLink): Promise<RestartOutcome> {
  const reset = await findReset(parts, request.token);
  if (reset === undefined) return (await throttleGuesses(parts, request.client)) ?? { kind: 'impossible' };
  const throttled = await throttleClient(parts, request.client);
  if (throttled !== undefined) return throttled;
  const accounts: Account[] = [];
  for (const { account_id: id } of reset.accounts) {
    const found = await parts.directory.findById(id);
    if (found.kind === 'unreachable') return { kind: 'directory-unreachable' };
    if (found.kind === 'found' && addressOfReset(parts, reset, found.account) !== undefined)
      accounts.push(found.account);
  }
  const to = accounts[0] === undefined ? undefined : addressOfReset(parts, reset, accounts[0]);
  if (to === undefined) return { kind: 'impossible' };
  const { purpose } = reset;
  const issued = await issueLink(parts, {
    ...{ accounts, to, language: request.language, purpose },
    ...boundTo(request.waiting),
  });
  if (issued.kind === 'mails-exhausted') return { kind: 'throttled', retryAt: issued.retryAt };
  return { kind: 'sent', masked: maskAddress(to), expiresAt: issued.expiresAt };
}
