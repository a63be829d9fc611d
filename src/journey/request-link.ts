import { isExhausted, takeFrom } from '../ledger/throttles.ts';
import { maskAddress, parseAddress, pickStored } from '../platform/address.ts';
import type { Language } from '../platform/language.ts';
import { type Issue, issueLink } from './issue-link.ts';
import type { ClientNetwork, RequestLinkOutcome, Throttled } from './outcomes.ts';
import type { JourneyParts } from './parts.ts';

/** Step 1: a person gives their address. */
export interface RequestLink {
  /** As typed. */
  readonly address: string;
  readonly client: ClientNetwork;
  readonly language: Language;
}

/**
 * Finds the accounts behind an address and has a jeton mailed to it. SMTP is not on this path: the mail is a sealed
 * delivery in the ledger when this returns.
 */
export async function requestLink(parts: JourneyParts, request: RequestLink): Promise<RequestLinkOutcome> {
  const typed = parseAddress(request.address);
  if (typed.kind !== 'ok') return { kind: 'malformed', reason: typed.kind };
  const throttled = await throttleClient(parts, request.client);
  if (throttled !== undefined) return throttled;
  const found = await parts.directory.findByAddress(typed.address);
  if (found.kind === 'unreachable') return { kind: 'directory-unreachable' };
  // The directory's own comparison may be looser than ours (accents, look-alikes): both must agree.
  const accounts = found.accounts.filter(({ addresses }) => pickStored(typed.address, addresses) !== undefined);
  const to = accounts[0] === undefined ? undefined : pickStored(typed.address, accounts[0].addresses);
  if (to === undefined) return await answerUnknown(parts, request.client, typed.address);
  return await answerKnown(parts, request.client, { accounts, to, language: request.language, purpose: 'reset' });
}

/** Takes one request from a client network's budget; undefined when it may go on. */
export async function throttleClient(
  { settings: { limits }, ledger, clock }: JourneyParts,
  client: ClientNetwork,
): Promise<Throttled | undefined> {
  if (limits === undefined) return undefined;
  const now = clock.now();
  const taken = await takeFrom(ledger.db, `requests:${client}`, { rate: limits.requestsPerClient, now });
  if (taken.kind === 'allowed') return undefined;
  if (taken.first) await ledger.transaction((tx) => tx.record({ kind: 'request.throttled', detail: { client } }));
  return { kind: 'throttled', retryAt: taken.retryAt };
}

async function answerKnown(parts: JourneyParts, client: ClientNetwork, issue: Issue): Promise<RequestLinkOutcome> {
  const issued = await issueLink(parts, issue);
  if (issued.kind === 'mails-exhausted') return { kind: 'throttled', retryAt: issued.retryAt };
  const neutral = parts.settings.unknownAddress === 'conceal' || (await isUnknownBudgetSpent(parts, client));
  return { kind: neutral ? 'neutral' : 'sent', expiresAt: issued.expiresAt };
}

/** Says that no account has the address, unless that is concealed or too much has been told already. */
async function answerUnknown(parts: JourneyParts, client: ClientNetwork, address: string): Promise<RequestLinkOutcome> {
  const { settings, ledger, clock } = parts;
  const tell = settings.unknownAddress === 'tell' && (await takeUnknownBudget(parts, client));
  const detail = { address: maskAddress(address) };
  await ledger.transaction(async (tx) => {
    await tx.record({ kind: 'request.unknown', detail });
    if (!tell && settings.unknownAddress === 'tell') await tx.record({ kind: 'request.neutral', detail });
  });
  return tell ? { kind: 'unknown' } : { kind: 'neutral', expiresAt: clock.now() + settings.lifetimeMs };
}

async function takeUnknownBudget(parts: JourneyParts, client: ClientNetwork): Promise<boolean> {
  const {
    settings: { limits },
    ledger: { db },
    clock,
  } = parts;
  if (limits === undefined) return true;
  const now = clock.now();
  const here = await takeFrom(db, `unknown:${client}`, { rate: limits.unknownPerClient, now });
  const overall = await takeFrom(db, 'unknown', { rate: limits.unknownOverall, now });
  return here.kind === 'allowed' && overall.kind === 'allowed';
}

/** Once unknown addresses get the neutral answer, known ones must get it too, or it would tell them apart. */
async function isUnknownBudgetSpent(parts: JourneyParts, client: ClientNetwork): Promise<boolean> {
  const {
    settings: { limits },
    ledger: { db },
    clock,
  } = parts;
  if (limits === undefined) return false;
  const now = clock.now();
  const here = await isExhausted(db, `unknown:${client}`, { rate: limits.unknownPerClient, now });
  return here || (await isExhausted(db, 'unknown', { rate: limits.unknownOverall, now }));
}
