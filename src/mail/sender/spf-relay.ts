import ipaddr from 'ipaddr.js';
import type { CheckLine } from '../../systems/directory.ts';
import { type Dns, zoneLine } from './dns.ts';
import { type SpfResult, evaluateSpf } from './spf-result.ts';

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
    // What is wrong for every receiver is so for an address that nobody names, too.
    const result = await evaluateSpf(dns, { domain, address: NOBODYS });
    const what = `SPF: from which public address mails leave is not seen here (${relay} has none): compare it yourself`;
    return result.kind === 'permerror' ? [useless(check, result.detail)] : [{ level: 'ok', what }];
  }
  const lines: CheckLine[] = [];
  for (const address of addresses) lines.push(lineOf(check, address, await evaluateSpf(dns, { domain, address })));
  return lines;
}

function lineOf(check: RelayCheck, address: string, result: SpfResult): CheckLine {
  const { domain, relay } = check;
  switch (result.kind) {
    case 'pass':
      return { level: 'ok', what: `SPF: ${domain} lets ${address} (${relay}) send its mail` };
    case 'permerror':
      return useless(check, result.detail);
    case 'unknown': {
      const what = `SPF: whether ${domain} lets ${address} (${relay}) send its mail depends on the mail, or was not answered`;
      return { level: 'ok', what };
    }
    default:
      return shutOut(check, address, result.kind);
  }
}

/** Of a network for documents (RFC 5737): no mail comes from it. */
const NOBODYS = '192.0.2.1';

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

function useless({ domain, record }: RelayCheck, detail: string): CheckLine {
  const what = `SPF: receivers refuse by the record of ${domain}, or ignore it (permerror): ${detail}`;
  return { level: 'warning', what, mend: `Mend or take out what is named. It says: ${zoneLine(domain, record)}` };
}
