import { endUnderWay } from '../ledger/deliveries.ts';
import { deciding } from '../ledger/engine.ts';
import { type Reset, endReset, findResetByHash } from '../ledger/resets.ts';
import { linkStateOf } from './links.ts';
import type { RevocationState } from './outcomes.ts';
import type { JourneyParts } from './parts.ts';
import { hashToken, isWellFormed } from './tokens.ts';

async function findRevocable({ ledger }: JourneyParts, revokeToken: string): Promise<Reset | undefined> {
  if (!isWellFormed(revokeToken)) return undefined;
  return await findResetByHash(ledger.db, 'revoke_hash', hashToken(revokeToken));
}

function stateOf(reset: Reset | undefined, now: number): RevocationState {
  const link = linkStateOf(reset, now);
  switch (link.kind) {
    case 'open':
      return { kind: 'revocable' };
    case 'expired':
    case 'superseded':
    case 'stale':
      return { kind: 'harmless' };
    case 'used':
    case 'revoked':
    case 'malformed':
      return link;
  }
}

/** "Ce n'est pas moi": what a press would do; changes nothing. */
export async function viewRevocation(parts: JourneyParts, revokeToken: string): Promise<RevocationState> {
  return stateOf(await findRevocable(parts, revokeToken), parts.clock.now());
}

/** The press itself: the link dies, and its mail if it has not left yet. */
export async function revokeLink(parts: JourneyParts, revokeToken: string): Promise<RevocationState> {
  const reset = await findRevocable(parts, revokeToken);
  const now = parts.clock.now();
  const state = stateOf(reset, now);
  if (reset === undefined || state.kind !== 'revocable') return state;
  const revoked = await parts.ledger.transaction(async (tx) => {
    if (!(await endReset(tx.db, { id: reset.id, state: 'revoked', now }))) return false;
    await endUnderWay(tx.db, { resetIds: [reset.id], kinds: ['mail'], state: 'withdrawn', now });
    await tx.record({ kind: 'link.revoked', resetId: reset.id });
    return true;
  }, deciding(reset.accounts));
  return revoked ? { kind: 'revoked' } : await viewRevocation(parts, revokeToken);
}
