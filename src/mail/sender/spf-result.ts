import ipaddr from 'ipaddr.js';
import type { Dns } from './dns.ts';
import { expandMacros } from './spf-macro.ts';
import { type SpfTerm, ASKS, MOST_LOOKUPS, faultOf, readTerms, spfRecordsIn } from './spf-term.ts';

/** What a receiver makes of a mail from an address, by the record of the sender's domain. */
export type SpfResult =
  | { readonly kind: 'pass' | 'fail' | 'softfail' | 'neutral' }
  /** The record, or one that it leads to, is no good to any receiver. */
  | { readonly kind: 'permerror'; readonly detail: string }
  /** It depends on the mail itself, or nobody could be asked. */
  | { readonly kind: 'unknown' };

const PASS: SpfResult = { kind: 'pass' };
const UNKNOWN: SpfResult = { kind: 'unknown' };
const RESULTS: Readonly<Record<string, SpfResult>> = {
  '+': PASS,
  '-': { kind: 'fail' },
  '~': { kind: 'softfail' },
  '?': { kind: 'neutral' },
};
/** RFC 7208, 4.6.4: terms that lead nowhere, hosts of one `mx`, names of one `ptr`. */
const MOST_VOIDS = 2;
const MOST_HOSTS = 10;

/** One evaluation, and what it has cost so far. */
interface Run {
  readonly dns: Dns;
  readonly senderDomain: string;
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
  lookups: number;
  voids: number;
}

/** Whether a term matches, or how the evaluation ends without that. */
type Match = boolean | SpfResult;

/**
 * Evaluates a domain's SPF record for one address, as a receiver would.
 * @param address IPv4 or IPv6, as text
 * @see https://www.rfc-editor.org/rfc/rfc7208#section-4 (`check_host`)
 */
export async function evaluateSpf(
  dns: Dns,
  { domain, address }: { readonly domain: string; readonly address: string },
): Promise<SpfResult> {
  const run = { dns, senderDomain: domain, address: ipaddr.process(address), lookups: 0, voids: 0 };
  return await resultOf(run, domain);
}

async function resultOf(run: Run, domain: string): Promise<SpfResult> {
  const answer = await run.dns.text(domain);
  if (answer.kind === 'unasked') return UNKNOWN;
  const [record, ...more] = answer.kind === 'found' ? spfRecordsIn(answer.records) : [];
  if (record === undefined || more.length > 0)
    return permerror(`${domain} has ${record === undefined ? 'no SPF record' : 'several SPF records'}`);
  const terms = readTerms(record);
  const fault = terms.map(faultOf).find((one) => one !== undefined);
  if (fault !== undefined) return permerror(`${domain}: ${fault}`);
  for (const term of terms.filter(({ isModifier }) => !isModifier)) {
    const match = await doesMatch(run, term, domain);
    if (typeof match !== 'boolean') return match;
    if (match) return RESULTS[term.qualifier] ?? UNKNOWN;
  }
  const redirect = terms.find(({ isModifier, name }) => isModifier && name === 'redirect');
  if (redirect === undefined) return { kind: 'neutral' };
  const target = targetOf(run, redirect, domain);
  return typeof target === 'string' ? await resultOf(run, target) : target;
}

async function doesMatch(run: Run, term: SpfTerm, domain: string): Promise<Match> {
  if (!ASKS.includes(term.name)) return term.name === 'all' || isWithin(run, term, [term.value ?? '']);
  const target = targetOf(run, term, domain);
  if (typeof target !== 'string') return target;
  switch (term.name) {
    case 'a':
      return await matchesHost(run, term, target);
    case 'mx':
      return await matchesExchanger(run, term, target);
    case 'include':
      return await matchesIncluded(run, target);
    case 'exists':
      return await matchesExisting(run, target);
    default:
      return await matchesName(run, target);
  }
}

/** The name that a term asks about; the asking is counted. */
function targetOf(run: Run, { name, value }: SpfTerm, domain: string): string | SpfResult {
  run.lookups += 1;
  if (run.lookups > MOST_LOOKUPS) return permerror(`more than ${MOST_LOOKUPS} lookups`);
  const expansion = expandMacros(value ?? domain, { ...run, domain });
  if (expansion.kind === 'malformed') return permerror(`${domain}: \`${name}\` has a macro that is none`);
  return expansion.kind === 'unknown' ? UNKNOWN : expansion.text;
}

async function matchesHost(run: Run, term: SpfTerm, host: string): Promise<Match> {
  const found = await run.dns.addresses(host);
  if (found.kind === 'unasked') return UNKNOWN;
  const alike = found.names.filter((text) => ipaddr.parse(text).kind() === run.address.kind());
  return alike.length === 0 ? nowhere(run, host) : isWithin(run, term, alike);
}

async function matchesExchanger(run: Run, term: SpfTerm, domain: string): Promise<Match> {
  const found = await run.dns.exchangers(domain);
  if (found.kind === 'unasked') return UNKNOWN;
  if (found.names.length === 0) return nowhere(run, domain);
  if (found.names.length > MOST_HOSTS) return permerror(`${domain} has more than ${MOST_HOSTS} hosts that take mail`);
  for (const host of found.names) {
    const addresses = await run.dns.addresses(host);
    if (addresses.kind === 'unasked') return UNKNOWN;
    if (isWithin(run, term, addresses.names)) return true;
  }
  return false;
}

/** What is included and does not pass is no match (RFC 7208, 5.2). */
async function matchesIncluded(run: Run, domain: string): Promise<Match> {
  const result = await resultOf(run, domain);
  return result.kind === 'permerror' || result.kind === 'unknown' ? result : result.kind === 'pass';
}

/** Only IPv4 addresses count, whatever the mail comes from (RFC 7208, 5.7). */
async function matchesExisting(run: Run, name: string): Promise<Match> {
  const found = await run.dns.addresses(name);
  if (found.kind === 'unasked') return UNKNOWN;
  if (found.names.some((text) => ipaddr.IPv4.isValid(text))) return true;
  return nowhere(run, name);
}

/** `ptr`: a name of the address, which leads back to it, is the domain or stands below it (RFC 7208, 5.5). */
async function matchesName(run: Run, domain: string): Promise<Match> {
  const named = await run.dns.hostsAt(run.address.toString());
  if (named.kind === 'unasked') return UNKNOWN;
  if (named.names.length === 0) return nowhere(run, run.address.toString());
  const end = domain.toLowerCase();
  for (const name of named.names.slice(0, MOST_HOSTS)) {
    if (!`.${name.toLowerCase()}`.endsWith(`.${end}`)) continue;
    const back = await run.dns.addresses(name);
    if (back.kind === 'found' && isAmong(run.address, back.names)) return true;
  }
  return false;
}

function isAmong(address: Run['address'], names: readonly string[]): boolean {
  return names.some((text) => ipaddr.process(text).toString() === address.toString());
}

/** No match; and after too many of them, none at all. */
function nowhere(run: Run, name: string): Match {
  run.voids += 1;
  if (run.voids <= MOST_VOIDS) return false;
  return permerror(`more than ${MOST_VOIDS} terms lead to what is not in the DNS, the last to ${name}`);
}

function permerror(detail: string): SpfResult {
  return { kind: 'permerror', detail };
}

/** Whether the address is one of these, or in a network of theirs of the length that the term gives. */
function isWithin({ address }: Run, { lengths }: SpfTerm, others: readonly string[]): boolean {
  return others.some((text) => {
    const other = ipaddr.parse(text);
    const isIpv4 = other.kind() === 'ipv4';
    if (other.kind() !== address.kind()) return false;
    return address.match(other, isIpv4 ? (lengths.ipv4 ?? 32) : (lengths.ipv6 ?? 128));
  });
}
