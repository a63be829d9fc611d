import type { CheckLine } from '../../systems/directory.ts';
import { type Dns, zoneLine } from './dns.ts';
import { checkRelay } from './spf-relay.ts';
import { type SpfTerm, ASKS, MOST_LOOKUPS, faultOf, readTerms, spfRecordsIn } from './spf-term.ts';

/** What a domain's policy comes to, all that it includes counted in. */
interface Spf {
  /** The record of the domain itself. */
  readonly record: string;
  /** Terms that make a receiver ask the DNS. */
  readonly lookups: number;
  readonly letsEverybody: boolean;
  /** What is wrong with it for any receiver (`permerror`), in words. */
  readonly faults: readonly string[];
}

type SpfAnswer =
  | { readonly kind: 'found'; readonly spf: Spf }
  | { readonly kind: 'none' }
  | { readonly kind: 'unasked'; readonly detail: string };

/** Beyond the limit nothing more is learned, and a record that includes itself has no end. */
const GIVE_UP_AT = 2 * MOST_LOOKUPS;

/** @see https://www.rfc-editor.org/rfc/rfc7208 */
async function findSpf(dns: Dns, domain: string): Promise<SpfAnswer> {
  const answer = await dns.text(domain);
  if (answer.kind !== 'found') return answer;
  const [record, ...more] = spfRecordsIn(answer.records);
  if (record === undefined) return { kind: 'none' };
  const seen: Seen = { lookups: 0, faults: [] };
  if (more.length > 0) seen.faults.push(`${domain} has ${more.length + 1} SPF records, where there may be one`);
  const letsEverybody = await walk(dns, { domain, record }, seen);
  return { kind: 'found', spf: { record, letsEverybody, lookups: seen.lookups, faults: seen.faults } };
}

interface Seen {
  lookups: number;
  readonly faults: string[];
}

/** @returns whether everybody may send by it */
async function walk(
  dns: Dns,
  { domain, record }: { readonly domain: string; readonly record: string },
  seen: Seen,
): Promise<boolean> {
  let everybody = false;
  for (const term of readTerms(record)) {
    const fault = faultOf(term);
    if (fault !== undefined) seen.faults.push(`${domain}: ${fault}`);
    if (term.name === 'all' && term.qualifier === '+') everybody = true;
    if (!ASKS.includes(term.name)) continue;
    seen.lookups += 1;
    if (seen.lookups > GIVE_UP_AT) return everybody;
    const lets = await follow(dns, term, seen);
    // What is included with + is let through here as well.
    if (lets && term.qualifier === '+') everybody = true;
  }
  return everybody;
}

async function follow(dns: Dns, { name, value = '' }: SpfTerm, seen: Seen): Promise<boolean> {
  // A macro depends on the mail, so its target cannot be looked up here.
  if ((name !== 'include' && name !== 'redirect') || value === '' || value.includes('%')) return false;
  const answer = await dns.text(value);
  const record = answer.kind === 'found' ? spfRecordsIn(answer.records)[0] : undefined;
  if (record !== undefined) return await walk(dns, { domain: value, record }, seen);
  if (answer.kind !== 'unasked') seen.faults.push(`${name} leads to ${value}, which has no SPF record`);
  return false;
}

/** @param relay the host that mails are handed to: where they leave from, as far as is known here */
export async function checkSpf(dns: Dns, domain: string, relay: string): Promise<readonly CheckLine[]> {
  const answer = await findSpf(dns, domain);
  if (answer.kind === 'unasked') return [notAsked('SPF', domain, answer.detail)];
  if (answer.kind === 'none') {
    const what = `SPF: ${domain} does not say who may send its mail, so that mails land among the unwanted`;
    const record = zoneLine(domain, `v=spf1 ${senderTerm(relay)} -all`);
    return [{ level: 'warning', what, mend: `Publish, with every address its mails leave from: ${record}` }];
  }
  const line = judge(domain, answer.spf);
  return line.level === 'ok'
    ? [line, ...(await checkRelay(dns, { domain, relay, record: answer.spf.record }))]
    : [line];
}

function judge(domain: string, { record, lookups, letsEverybody, faults }: Spf): CheckLine {
  if (faults.length > 0) {
    const what = `SPF: receivers ignore the record of ${domain} or refuse by it: ${faults.join('; ')}`;
    return { level: 'warning', what, mend: `Mend or take out what is named. It says: ${zoneLine(domain, record)}` };
  }
  if (letsEverybody) {
    const strict = record.replace(/(^| )\+?all( |$)/i, '$1-all$2');
    const what = `SPF: by \`+all\`, or what it includes, everybody may send mail from ${domain}`;
    return { level: 'warning', what, mend: `Publish: ${zoneLine(domain, strict)}` };
  }
  if (lookups > MOST_LOOKUPS) {
    const count = lookups > GIVE_UP_AT ? `more than ${GIVE_UP_AT}` : String(lookups);
    const what = `SPF: the record of ${domain} takes ${count} lookups; receivers give up after ${MOST_LOOKUPS}`;
    const mend = 'Write addresses (ip4:, ip6:) in place of include:, a: and mx: until ten are left. It says: ';
    return { level: 'warning', what, mend: mend + zoneLine(domain, record) };
  }
  return { level: 'ok', what: `SPF: ${domain} says who may send its mail (${lookups} of ${MOST_LOOKUPS} lookups)` };
}

function senderTerm(relay: string): string {
  if (/^(?:localhost|127(?:\.\d+){3}|::1)$/.test(relay)) return 'mx';
  if (relay.includes(':')) return `ip6:${relay}`;
  return /^\d+(?:\.\d+){3}$/.test(relay) ? `ip4:${relay}` : `a:${relay}`;
}

export function notAsked(what: string, name: string, detail: string): CheckLine {
  const mend = 'Let this machine ask the DNS, or name a server that it may ask in check.resolvers.';
  return { level: 'warning', what: `${what}: ${name} could not be looked up: ${detail}`, mend };
}
