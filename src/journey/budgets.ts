import { type Budget, type Rate, findExhaustion, takeFrom } from '../ledger/throttles.ts';
import type { LedgerTransaction } from '../ledger/ledger.ts';
import type { ClientNetwork, Throttled } from './outcomes.ts';
import type { JourneyParts, Limits } from './parts.ts';
import { hashToken } from './tokens.ts';

const requestsOf = ({ requestsPerClient: rate }: Limits, client: ClientNetwork): Budget => ({
  bucket: `requests:${client}`,
  rate,
});
const unknownOf = ({ unknownPerClient: rate }: Limits, client: ClientNetwork): Budget => ({
  bucket: `unknown:${client}`,
  rate,
});
const unknownOverall = ({ unknownOverall: rate }: Limits): Budget => ({ bucket: 'unknown', rate });
const mailsOverall = ({ mailsOverall: rate }: Limits): Budget => ({ bucket: 'mails', rate });

const guessesOf = ({ requestsPerClient: rate }: Limits, client: ClientNetwork): Budget => ({
  bucket: `guesses:${client}`,
  rate,
});
/** So many people of one network may use up what one link has. */
const LINKS_OF_CLIENT = 10;
const passwordsOf = ({ passwordsPerLink: rate }: Limits, { resetId, client }: Trying): readonly [Budget, Budget] => [
  { bucket: `passwords:${resetId}`, rate },
  { bucket: `passwords:${client}`, rate: { ...rate, count: rate.count * LINKS_OF_CLIENT } },
];

/** Takes one request from a client network's budget; undefined when it may go on. */
export async function throttleClient(parts: JourneyParts, client: ClientNetwork): Promise<Throttled | undefined> {
  const { limits } = parts.settings;
  return limits === undefined ? undefined : await takeOrRefuse(parts, client, requestsOf(limits, client));
}

/** Takes one token that never was one, once it is known to be: a good one opens from wherever it is opened. */
export async function throttleGuesses(parts: JourneyParts, client: ClientNetwork): Promise<Throttled | undefined> {
  const { limits } = parts.settings;
  return limits === undefined ? undefined : await takeOrRefuse(parts, client, guessesOf(limits, client));
}

async function takeOrRefuse(
  { ledger, clock, spent }: JourneyParts,
  client: ClientNetwork,
  budget: Budget,
): Promise<Throttled | undefined> {
  const now = clock.now();
  const until = spent?.find(budget.bucket, now);
  if (until !== undefined) return { kind: 'throttled', retryAt: until };
  const taken = await takeFrom(ledger.db, budget, now);
  if (taken.kind === 'allowed') return undefined;
  spent?.note(budget.bucket, { from: now, until: taken.retryAt });
  if (taken.first) await ledger.transaction((tx) => tx.record({ kind: 'request.throttled', client }));
  return { kind: 'throttled', retryAt: taken.retryAt };
}

/** Whether so many have been told "unknown", in this network or overall, that nobody is told any more. Takes nothing. */
export async function isUnknownSpent(
  { settings: { limits }, ledger, clock }: JourneyParts,
  client: ClientNetwork,
): Promise<boolean> {
  if (limits === undefined) return false;
  const spent = await findExhaustion(ledger.db, [unknownOf(limits, client), unknownOverall(limits)], clock.now());
  return spent !== undefined;
}

/**
 * Takes one answer "unknown"; false when none is left. Only answers that are given count: a network that has had its
 * share takes nothing from everybody's.
 */
export async function takeUnknown(
  { settings: { limits }, ledger, clock }: JourneyParts,
  client: ClientNetwork,
): Promise<boolean> {
  if (limits === undefined) return true;
  const now = clock.now();
  if ((await takeFrom(ledger.db, unknownOf(limits, client), now)).kind === 'exhausted') return false;
  const overall = await takeFrom(ledger.db, unknownOverall(limits), now);
  if (overall.kind === 'exhausted') return false;
  if (overall.last) await ledger.transaction((tx) => tx.record({ kind: 'request.unknown-burst' }));
  return true;
}

/** So many codes may be typed in one browser, whatever the settings say: each is a guess among 2^40 (ASVS 6.6.3). */
const CODES_PER_BROWSER: Rate = { count: 10, windowMs: 3_600_000 };

/** A code that is about to be compared. */
export interface TryingCode {
  /** Of the browser it is typed in. */
  readonly waitingHash: string;
  readonly client: ClientNetwork;
}

/** Takes one code, right or wrong, before it is compared: of a browser, and of none whose network has guessed too much. */
export async function throttleCodes(
  { settings: { limits }, ledger, clock }: JourneyParts,
  { waitingHash, client }: TryingCode,
): Promise<Throttled | undefined> {
  const now = clock.now();
  const guessed = limits && (await findExhaustion(ledger.db, [guessesOf(limits, client)], now));
  if (guessed !== undefined) return { kind: 'throttled', retryAt: guessed };
  // Not under the hash itself, which is the key of what the ledger holds.
  const bucket = `codes:${Buffer.from(hashToken(waitingHash)).toString('base64url')}`;
  const taken = await takeFrom(ledger.db, { bucket, rate: CODES_PER_BROWSER }, now);
  if (taken.kind === 'allowed') return undefined;
  if (taken.first) await ledger.transaction((tx) => tx.record({ kind: 'code.throttled', client }));
  return { kind: 'throttled', retryAt: taken.retryAt };
}

/** Takes one mail from everybody's budget, within a transaction; undefined when it may be sent. */
export async function takeMail(
  { settings: { limits }, clock }: JourneyParts,
  tx: LedgerTransaction,
): Promise<Throttled | undefined> {
  if (limits === undefined) return undefined;
  const taken = await takeFrom(tx.db, mailsOverall(limits), clock.now());
  if (taken.kind === 'exhausted') return { kind: 'throttled', retryAt: taken.retryAt };
  if (taken.last) await tx.record({ kind: 'request.mails-exhausted' });
  return undefined;
}

/** Whose passwords are refused: those tried behind one link, and those of one network. */
export interface Trying {
  readonly resetId: string;
  readonly client: ClientNetwork;
}

/** Until when a link or a network has to wait, for too many of its passwords were refused; takes nothing. */
export async function findPasswordsSpent(
  { settings: { limits }, ledger, clock }: JourneyParts,
  trying: Trying,
): Promise<Throttled | undefined> {
  if (limits === undefined) return undefined;
  const retryAt = await findExhaustion(ledger.db, passwordsOf(limits, trying), clock.now());
  return retryAt === undefined ? undefined : { kind: 'throttled', retryAt };
}

/** Takes one refused password, within the transaction that records it: each has cost the directory. */
export async function takePassword(
  { settings: { limits }, clock }: Pick<JourneyParts, 'settings' | 'clock'>,
  tx: LedgerTransaction,
  trying: Trying,
): Promise<void> {
  if (limits === undefined) return;
  const [ofLink, ofClient] = passwordsOf(limits, trying);
  const { resetId, client } = trying;
  const linkTaken = await takeFrom(tx.db, ofLink, clock.now());
  if (linkTaken.kind === 'allowed' && linkTaken.last) await tx.record({ kind: 'password.throttled', resetId });
  const clientTaken = await takeFrom(tx.db, ofClient, clock.now());
  if (clientTaken.kind === 'allowed' && clientTaken.last) await tx.record({ kind: 'password.throttled', client });
}
