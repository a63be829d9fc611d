import type { EventDetail } from '../ledger/events.ts';
import { findExhaustion, takeFrom } from '../ledger/throttles.ts';
import { addressHmac, maskAddress, parseAddress, pickStored } from '../platform/address.ts';
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
  const neutral = await isNeutral(parts, request.client);
  const exhausted = neutral ? await findMailsExhausted(parts, typed.address) : undefined;
  if (exhausted !== undefined) return exhausted;
  const found = await parts.directory.findByAddress(typed.address);
  if (found.kind === 'unreachable') return { kind: 'directory-unreachable' };
  // The directory's own comparison may be looser than ours (accents, look-alikes): both must agree.
  const accounts = found.accounts.filter(({ addresses }) => pickStored(typed.address, addresses) !== undefined);
  const to = accounts[0] === undefined ? undefined : pickStored(typed.address, accounts[0].addresses);
  if (to === undefined) return await answerUnknown(parts, request, { address: typed.address, neutral });
  return await answerKnown(parts, { accounts, to, language: request.language, purpose: 'reset' }, neutral);
}

/** An address as entries hold it: to be looked at, and to be found again by whoever has the key. */
function addressDetail({ addressKey }: JourneyParts, address: string): EventDetail {
  return { address: maskAddress(address), hmac: addressHmac(addressKey, address) };
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
  if (taken.first) await ledger.transaction((tx) => tx.record({ kind: 'request.throttled', client }));
  return { kind: 'throttled', retryAt: taken.retryAt };
}

/** Whether known and unknown addresses must be answered alike: `conceal`, or too many unknown answers already. */
async function isNeutral({ settings, ledger: { db }, clock }: JourneyParts, client: ClientNetwork): Promise<boolean> {
  const { unknownAddress, limits } = settings;
  if (unknownAddress === 'conceal') return true;
  if (limits === undefined) return false;
  const now = clock.now();
  const here = await findExhaustion(db, `unknown:${client}`, { rate: limits.unknownPerClient, now });
  return (
    here !== undefined || (await findExhaustion(db, 'unknown', { rate: limits.unknownOverall, now })) !== undefined
  );
}

/**
 * Where answers must be alike, the overall mail budget is looked at before the directory: only known addresses take from
 * it, and an account's own budget would answer first, so that either would tell who is known.
 */
async function findMailsExhausted(parts: JourneyParts, address: string): Promise<Throttled | undefined> {
  const { settings, ledger, clock } = parts;
  const { limits } = settings;
  if (limits === undefined) return undefined;
  const retryAt = await findExhaustion(ledger.db, 'mails', { rate: limits.mailsOverall, now: clock.now() });
  if (retryAt === undefined) return undefined;
  const detail = addressDetail(parts, address);
  await ledger.transaction((tx) => tx.record({ kind: 'request.mails-exhausted', detail }));
  return { kind: 'throttled', retryAt };
}

async function answerKnown(parts: JourneyParts, issue: Issue, neutral: boolean): Promise<RequestLinkOutcome> {
  const issued = await issueLink(parts, issue);
  if (issued.kind === 'mails-exhausted') return { kind: 'throttled', retryAt: issued.retryAt };
  return { kind: neutral ? 'neutral' : 'sent', expiresAt: issued.expiresAt };
}

/** Says that no account has the address, unless that is concealed or too much has been told already. */
async function answerUnknown(
  parts: JourneyParts,
  { client }: RequestLink,
  { address: typed, neutral }: { address: string; neutral: boolean },
): Promise<RequestLinkOutcome> {
  const { settings, ledger, clock } = parts;
  const tell = !neutral && (await takeUnknownBudget(parts, client));
  const detail = addressDetail(parts, typed);
  await ledger.transaction(async (tx) => {
    await tx.record({ kind: 'request.unknown', detail });
    if (!tell && settings.unknownAddress === 'tell') await tx.record({ kind: 'request.neutral', detail });
  });
  return tell ? { kind: 'unknown' } : { kind: 'neutral', expiresAt: clock.now() + settings.lifetimeMs };
}

/** Only answers that are given count: a network that has had its share takes nothing from everybody's. */
async function takeUnknownBudget(
  { settings: { limits }, ledger, clock }: JourneyParts,
  client: ClientNetwork,
): Promise<boolean> {
  if (limits === undefined) return true;
  const { db } = ledger;
  const now = clock.now();
  const here = await takeFrom(db, `unknown:${client}`, { rate: limits.unknownPerClient, now });
  if (here.kind === 'exhausted') return false;
  const overall = { rate: limits.unknownOverall, now };
  if ((await takeFrom(db, 'unknown', overall)).kind !== 'allowed') return false;
  const isLast = (await findExhaustion(db, 'unknown', overall)) !== undefined;
  if (isLast) await ledger.transaction((tx) => tx.record({ kind: 'request.unknown-burst' }));
  return true;
}
