import { type Reset, findResetByHash, markOpened } from '../ledger/resets.ts';
import { accountNameOf } from '../platform/account-name.ts';
import { AppError } from '../platform/errors.ts';
import type { DeadLink, LinkState, LinkedAccount, OpenLink } from './outcomes.ts';
import type { JourneyParts } from './parts.ts';
import { hashToken, isWellFormed } from './tokens.ts';

/** The reset that a token leads to, dead or alive: the mailed one, or the one that a browser got for the mail's code. */
export async function findReset({ ledger: { db } }: JourneyParts, token: string): Promise<Reset | undefined> {
  if (!isWellFormed(token)) return undefined;
  const hash = hashToken(token);
  return (await findResetByHash(db, 'token_hash', hash)) ?? (await findResetByHash(db, 'entered_hash', hash));
}

function isNotEmpty<T>(list: readonly T[]): list is readonly [T, ...T[]] {
  return list.length > 0;
}

/** What a reset's link is good for at this moment. Pure. */
export function linkStateOf(reset: Reset | undefined, now: number): LinkState {
  if (reset === undefined) return { kind: 'malformed' };
  switch (reset.state) {
    case 'open':
      return reset.expires_at <= now ? { kind: 'expired', at: reset.expires_at } : openLinkOf(reset);
    case 'used':
      return { kind: 'used', at: reset.ended_at ?? reset.created_at };
    case 'revoked':
      return { kind: 'revoked' };
    // `refused`: the directory refused the password later on, and a mail with a newer link is on its way.
    case 'superseded':
    case 'refused':
      return { kind: 'superseded' };
  }
}

function openLinkOf(reset: Reset): OpenLink | DeadLink {
  const accounts: readonly LinkedAccount[] = reset.accounts.map((account) => ({
    position: account.position,
    name: accountNameOf(account),
  }));
  if (!isNotEmpty(accounts)) return { kind: 'malformed' };
  return { kind: 'open', resetId: reset.id, purpose: reset.purpose, expiresAt: reset.expires_at, accounts };
}

/** What a link leads to; changes nothing. */
export async function viewLink(parts: JourneyParts, token: string): Promise<LinkState> {
  return linkStateOf(await findReset(parts, token), parts.clock.now());
}

/**
 * Step 2: a link is opened. Notes the first opening and changes nothing else: mail scanners open links too. Whether the
 * note was taken down matters to nobody who opens one.
 */
export async function openLink(parts: JourneyParts, token: string): Promise<LinkState> {
  const reset = await findReset(parts, token);
  const now = parts.clock.now();
  const state = linkStateOf(reset, now);
  if (reset?.opened_at !== null || state.kind !== 'open') return state;
  await noteOpening(parts, reset, now).catch((thrown: unknown) => {
    if (!(thrown instanceof AppError && thrown.code === 'LEDGER_UNSURE')) throw thrown;
  });
  return state;
}

async function noteOpening({ ledger }: JourneyParts, { id }: Reset, now: number): Promise<void> {
  await ledger.transaction(async (tx) => {
    if (await markOpened(tx.db, id, now)) await tx.record({ kind: 'link.opened', resetId: id });
  });
}
