import { takeFrom } from '../ledger/throttles.ts';
import { canonicalAddress } from '../platform/address.ts';
import { type Holder, newChallenge, readSolution } from '../platform/altcha.ts';
import { deriveKey } from '../platform/derive-key.ts';
import { newTicket, readTicket } from '../platform/waiting-ticket.ts';
import type { ClientNetwork, ProofNeeded } from './outcomes.ts';
import type { JourneyParts } from './parts.ts';

/** How long a solution may take to come back, and how long a ticket is good once it is. */
const LIFE_MS = 20 * 60_000;
/** What whoever cannot compute waits instead. One client network gets through so once in that time, and no more often. */
const WAIT_MS = 30_000;

/** What came with an address, if anything. */
export interface Offered {
  readonly address: string;
  readonly client: ClientNetwork;
  /** The solution of a challenge, as a browser posts it. */
  readonly proof?: string | undefined;
  /** Of whoever waits instead. */
  readonly ticket?: string | undefined;
}

/**
 * Asks for a proof of work, or for a wait. Both are bound to the address and to the client network, and good for one answer,
 * whichever process gives it. The same for every address: none has been looked up.
 * @returns undefined when there is a good one, which is used up with this
 */
export async function askForProof(parts: JourneyParts, offered: Offered): Promise<ProofNeeded | undefined> {
  const { addressKey, clock, random } = parts;
  const key = deriveKey(addressKey, 'jeton proof of work');
  const subject = `${offered.client} ${canonicalAddress(offered.address)}`;
  const holder: Holder = { key, subject, now: clock.now() };
  const solved = offered.proof === undefined ? undefined : readSolution(holder, offered.proof);
  if (solved !== undefined && (await isFirstUse(parts, solved))) return undefined;
  const waited = await redeem(parts, holder, offered);
  if (waited === 'good') return undefined;
  const challenge = newChallenge(holder, random, LIFE_MS);
  if (waited !== undefined) return { kind: 'proof-needed', challenge, ...waited, early: true };
  const ticket = newTicket(holder, random, { waitMs: WAIT_MS, lifeMs: LIFE_MS });
  return { kind: 'proof-needed', challenge, ticket, readyAt: holder.now + WAIT_MS, early: false };
}

/** One for each proof and ticket, for as long as it could be shown again. */
async function isFirstUse(
  { ledger, clock }: JourneyParts,
  { id, expiresAt }: { readonly id: string; readonly expiresAt: number },
): Promise<boolean> {
  const now = clock.now();
  const rate = { count: 1, windowMs: expiresAt - now };
  return (await takeFrom(ledger.db, { bucket: `proof:${id}`, rate }, now)).kind === 'allowed';
}

/** @returns undefined for a ticket that is none; one that is not due yet, or whose network must wait, is kept */
async function redeem(
  parts: JourneyParts,
  holder: Holder,
  { client, ticket: text }: Offered,
): Promise<'good' | { readonly ticket: string; readonly readyAt: number } | undefined> {
  const ticket = text === undefined ? undefined : readTicket(holder, text);
  if (text === undefined || ticket === undefined) return undefined;
  if (holder.now < ticket.readyAt) return { ticket: text, readyAt: ticket.readyAt };
  const turn = { bucket: `ticket:${client}`, rate: { count: 1, windowMs: WAIT_MS } };
  const taken = await takeFrom(parts.ledger.db, turn, holder.now);
  if (taken.kind === 'exhausted') return { ticket: text, readyAt: taken.retryAt };
  return (await isFirstUse(parts, ticket)) ? 'good' : undefined;
}
