import { findResetByHash, noteEntered } from '../ledger/resets.ts';
import { throttleCodes, throttleGuesses } from './budgets.ts';
import { linkStateOf } from './links.ts';
import type { ClientNetwork, EnterCodeOutcome } from './outcomes.ts';
import type { JourneyParts } from './parts.ts';
import { hashCode, hashWaiting, readCode } from './short-codes.ts';
import { newToken } from './tokens.ts';

/** Step 2 on another screen: the code that the mail holds beside the link. */
export interface EnterCode {
  /** The token of the browser that asked for the mail: a code is good there and nowhere else. */
  readonly waiting: string;
  /** As typed. */
  readonly code: string;
  readonly client: ClientNetwork;
}

/** Opens the link in the browser that asked for it. Every code that is compared has been counted before. */
export async function enterCode(parts: JourneyParts, { waiting, code, client }: EnterCode): Promise<EnterCodeOutcome> {
  const typed = readCode(code);
  if (typed === undefined) return { kind: 'malformed', reason: code.trim() === '' ? 'empty' : 'malformed' };
  const waitingHash = hashWaiting(waiting);
  const throttled = await throttleCodes(parts, { waitingHash, client });
  if (throttled !== undefined) return throttled;
  const { ledger, clock, random } = parts;
  const reset = await findResetByHash(ledger.db, 'code_hash', hashCode(waitingHash, typed));
  if (reset === undefined) return await refuse(parts, client);
  const link = linkStateOf(reset, clock.now());
  if (link.kind !== 'open') return { kind: 'dead', link };
  const token = newToken(random);
  const isOpen = await ledger.transaction(async (tx) => {
    if (!(await noteEntered(tx.db, { id: reset.id, hash: token.hash, now: clock.now() }))) return false;
    await tx.record({ kind: 'code.entered', resetId: reset.id });
    return true;
  });
  if (isOpen) return { kind: 'entered', token: token.text };
  // Somebody used or revoked the link in this very moment.
  const now = await findResetByHash(ledger.db, 'code_hash', hashCode(waitingHash, typed));
  const since = now === undefined ? undefined : linkStateOf(now, clock.now());
  return { kind: 'dead', link: since === undefined || since.kind === 'open' ? { kind: 'superseded' } : since };
}

async function refuse(parts: JourneyParts, client: ClientNetwork): Promise<EnterCodeOutcome> {
  await parts.ledger.transaction((tx) => tx.record({ kind: 'code.refused', client }));
  return (await throttleGuesses(parts, client)) ?? { kind: 'wrong' };
}
