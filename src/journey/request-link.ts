import { parseAddress } from '../platform/address.ts';
import type { Language } from '../platform/language.ts';
import { addressDetail } from './address-detail.ts';
import { askForProof } from './ask-for-proof.ts';
import { isUnknownSpent, takeUnknown, throttleClient } from './budgets.ts';
import { issueLink } from './issue-link.ts';
import { deferLookup } from './look-up.ts';
import { type Holders, matchAddress } from './match-address.ts';
import type { ClientNetwork, RequestLinkOutcome } from './outcomes.ts';
import type { JourneyParts } from './parts.ts';
import { boundTo } from './short-codes.ts';

/** Step 1: a person gives their address. */
export interface RequestLink {
  /** As typed. */
  readonly address: string;
  readonly client: ClientNetwork;
  readonly language: Language;
  /** What came with it when a proof of work had been asked for. */
  readonly proof?: string | undefined;
  readonly ticket?: string | undefined;
  /** The token of the browser that asks, where the mail's code will be good. */
  readonly waiting?: string | undefined;
}

/**
 * Finds the accounts behind an address and has a jeton mailed to it. SMTP is not on this path: the mail is a sealed
 * delivery in the ledger when this returns. Where known and unknown addresses must be answered alike, not even the
 * directory is: the address is.
 */
export async function requestLink(parts: JourneyParts, request: RequestLink): Promise<RequestLinkOutcome> {
  const typed = parseAddress(request.address);
  if (typed.kind !== 'ok') return { kind: 'malformed', reason: typed.kind };
  const throttled = await throttleClient(parts, request.client);
  if (throttled !== undefined) return throttled;
  const asked = { ...request, address: typed.address };
  if (await isNeutral(parts, request.client)) return await answerNeutral(parts, asked);
  const found = await parts.directory.findByAddress(typed.address);
  if (found.kind === 'unreachable') return { kind: 'directory-unreachable' };
  const holders = matchAddress(typed.address, found.accounts);
  return holders === undefined ? await answerUnknown(parts, asked) : await answerKnown(parts, asked, holders);
}

/** Whether known and unknown addresses must be answered alike: `conceal`, or too many unknown answers already. */
async function isNeutral(parts: JourneyParts, client: ClientNetwork): Promise<boolean> {
  return parts.settings.unknownAddress === 'conceal' || (await isUnknownSpent(parts, client));
}

/** The same for everybody, whatever the budget of mails: one that has to wait waits in the ledger. */
async function answerNeutral(parts: JourneyParts, asked: RequestLink): Promise<RequestLinkOutcome> {
  const needed = parts.settings.unknownAddress === 'tell' ? await askForProof(parts, asked) : undefined;
  if (needed !== undefined) return needed;
  const { address, client, language } = asked;
  return {
    kind: 'neutral',
    expiresAt: await deferLookup(parts, { address, client, language, ...boundTo(asked.waiting) }),
  };
}

async function answerKnown(parts: JourneyParts, asked: RequestLink, holders: Holders): Promise<RequestLinkOutcome> {
  // Of many requests at once, those that come after the last "unknown" would tell by not being it.
  if (await isNeutral(parts, asked.client)) return await answerNeutral(parts, asked);
  const issued = await issueLink(parts, {
    ...{ ...holders, language: asked.language, purpose: 'reset', ...boundTo(asked.waiting) },
  });
  if (issued.kind === 'mails-exhausted') return { kind: 'throttled', retryAt: issued.retryAt };
  return { kind: 'sent', expiresAt: issued.expiresAt };
}

/** Says that no account has the address, unless too much has been told already. */
async function answerUnknown(parts: JourneyParts, asked: RequestLink): Promise<RequestLinkOutcome> {
  if (!(await takeUnknown(parts, asked.client))) return await answerNeutral(parts, asked);
  const detail = addressDetail(parts, asked.address);
  await parts.ledger.transaction((tx) => tx.record({ kind: 'request.unknown', detail }));
  return { kind: 'unknown' };
}
