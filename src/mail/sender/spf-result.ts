import ipaddr from 'ipaddr.js';
import type { Dns } from './dns.ts';
import { type SpfTerm, readTerms, spfRecordsIn } from './spf-term.ts';

/** What a receiver makes of a mail from an address, by the record of the sender's domain. */
export type SpfResult =
  | 'pass'
  | 'fail'
  | 'softfail'
  | 'neutral'
  /** It depends on the mail itself (a macro, `ptr`), on a record that is no good, or nobody could be asked. */
  | 'unknown';

const RESULTS: Readonly<Record<string, SpfResult>> = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' };
/** Deeper than any record that receivers follow: one that includes itself has no end. */
const DEEPEST = 10;

interface Question {
  readonly domain: string;
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
  readonly depth: number;
}

/**
 * Evaluates a domain's SPF record for one address, as a receiver would.
 * @param address IPv4 or IPv6, as text
 * @see https://www.rfc-editor.org/rfc/rfc7208#section-4 (`check_host`)
 */
export async function evaluateSpf(
  dns: Dns,
  { domain, address }: { readonly domain: string; readonly address: string },
): Promise<SpfResult> {
  return await resultOf(dns, { domain, address: ipaddr.process(address), depth: 0 });
}

async function resultOf(dns: Dns, question: Question): Promise<SpfResult> {
  if (question.depth > DEEPEST) return 'unknown';
  const answer = await dns.text(question.domain);
  const record = answer.kind === 'found' ? spfRecordsIn(answer.records)[0] : undefined;
  if (record === undefined) return 'unknown';
  const terms = readTerms(record);
  for (const term of terms) {
    if (term.isModifier) continue;
    const matches = await doesMatch(dns, term, question);
    if (matches === 'unknown') return 'unknown';
    if (matches) return RESULTS[term.qualifier] ?? 'unknown';
  }
  const redirect = terms.find(({ isModifier, name }) => isModifier && name === 'redirect')?.value;
  if (redirect === undefined) return 'neutral';
  return isMacro(redirect) ? 'unknown' : await resultOf(dns, deeper(question, redirect));
}

async function doesMatch(dns: Dns, term: SpfTerm, question: Question): Promise<boolean | 'unknown'> {
  const { name, value = question.domain } = term;
  if (isMacro(value)) return 'unknown';
  switch (name) {
    case 'all':
      return true;
    case 'ip4':
    case 'ip6':
      return isWithin(question.address, term, [value]);
    case 'a':
      return await isOneOf(dns, [value], { term, question });
    case 'mx': {
      const exchangers = await dns.exchangers(value);
      return exchangers.kind === 'found' ? await isOneOf(dns, exchangers.names, { term, question }) : 'unknown';
    }
    case 'include': {
      const result = await resultOf(dns, deeper(question, value));
      return result === 'unknown' ? 'unknown' : result === 'pass';
    }
    default:
      return 'unknown';
  }
}

function deeper({ address, depth }: Question, domain: string): Question {
  return { domain, address, depth: depth + 1 };
}

function isMacro(value: string): boolean {
  return value.includes('%');
}

async function isOneOf(
  dns: Dns,
  hosts: readonly string[],
  { term, question }: { readonly term: SpfTerm; readonly question: Question },
): Promise<boolean | 'unknown'> {
  for (const host of hosts) {
    const found = await dns.addresses(host);
    if (found.kind !== 'found') return 'unknown';
    if (isWithin(question.address, term, found.names)) return true;
  }
  return false;
}

/** Whether an address is one of these, or in a network of theirs of the length that the term gives. */
function isWithin(address: Question['address'], { lengths }: SpfTerm, others: readonly string[]): boolean {
  return others.some((text) => {
    if (!ipaddr.isValid(text)) return false;
    const other = ipaddr.parse(text);
    const isIpv4 = other.kind() === 'ipv4';
    if (other.kind() !== address.kind()) return false;
    // The one length of `ip6:` is written with a single slash.
    const length = isIpv4 ? (lengths.ipv4 ?? 32) : (lengths.ipv6 ?? lengths.ipv4 ?? 128);
    return length <= (isIpv4 ? 32 : 128) && address.match(other, length);
  });
}
