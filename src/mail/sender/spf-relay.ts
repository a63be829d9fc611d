import ipaddr from 'ipaddr.js';
import type { CheckLine } from '../../systems/directory.ts';
import { type Dns, zoneLine } from './dns.ts';
import { evaluateSpf } from './spf-result.ts';

export interface RelayCheck {
  readonly domain: string;
  /** The host that mails are handed to. */
  readonly relay: string;
  /** What the domain has published. */
  readonly record: string;
}

/** Whether receivers let through what comes from the relay's own addresses, as far as those are public. */
export async function checkRelay(dns: Dns, check: RelayCheck): Promise<readonly CheckLine[]> {
  const { domain, relay } = check;
  const addresses = (await addressesOf(dns, relay)).filter(isPublic);
  if (addresses.length === 0) {
    const what = `SPF: from which public address mails leave is not seen here (${relay} has none): compare it yourself`;
    return [{ level: 'ok', what }];
  }
  const lines: CheckLine[] = [];
  for (const address of addresses) {
    const result = await evaluateSpf(dns, { domain, address });
    if (result === 'pass') lines.push({ level: 'ok', what: `SPF: ${domain} lets ${address} (${relay}) send its mail` });
    else if (result !== 'unknown') lines.push(shutOut(check, address, result));
  }
  return lines;
}

/** Ranges of addresses from which no receiver elsewhere is reached. */
const WITHIN = ['private', 'loopback', 'linkLocal', 'uniqueLocal', 'carrierGradeNat', 'unspecified'];

function isPublic(address: string): boolean {
  return !WITHIN.includes(ipaddr.process(address).range());
}

async function addressesOf(dns: Dns, relay: string): Promise<readonly string[]> {
  if (ipaddr.isValid(relay)) return [relay];
  const found = await dns.addresses(relay);
  return found.kind === 'found' ? found.names : [];
}

function shutOut({ domain, relay, record }: RelayCheck, address: string, result: string): CheckLine {
  const what = `SPF: ${domain} does not let ${address} (${relay}) send its mail: ${result}`;
  const term = `${address.includes(':') ? 'ip6' : 'ip4'}:${address}`;
  const wider = record.replace(/^v=spf1/i, (version) => `${version} ${term}`);
  return { level: 'warning', what, mend: `If its mails leave from there, publish: ${zoneLine(domain, wider)}` };
}
