import ipaddr from 'ipaddr.js';
import { type Reading, fault, ok } from './reading.ts';

const HOST_NAME = /^(?=.{1,253}$)[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*\.?$/i;
/** What looks like an IPv4 address and is read differently by different programs: `127.1`, `0x7f.1`, `010.0.0.1`. */
const NUMERIC = /^(?:0x[\da-f]+|\d+)(?:\.(?:0x[\da-f]+|\d+))*\.?$/i;
const CIDR_EXAMPLES = 'such as 127.0.0.1/32, 10.1.0.0/16 or 2001:db8::/48';

function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(':') && ipaddr.IPv6.isValid(text));
}

/** A host name or an IP address, without brackets and without port. */
export function readHost(text: string): Reading<string> {
  if (isAddress(text)) return ok(text);
  if (HOST_NAME.test(text) && !NUMERIC.test(text)) return ok(text);
  return fault('is no host; write a host name or an IP address alone, without port or brackets');
}

/** Whether only this machine can reach the host: `localhost`, 127.0.0.0/8, ::1; brackets are allowed. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (bare === 'localhost' || bare.endsWith('.localhost')) return true;
  return isAddress(bare) && ipaddr.process(bare).range() === 'loopback';
}

/** Whether two hosts to listen on overlap: the same one, or one of them stands for all. */
export function overlap(one: string, other: string): boolean {
  const isEverything = (host: string): boolean => host === '0.0.0.0' || host === '::';
  if (isEverything(one) || isEverything(other) || one.toLowerCase() === other.toLowerCase()) return true;
  return [one, other].includes('localhost') && isLoopback(one) && isLoopback(other);
}

/** A CIDR range in its canonical writing; a lone address stands for itself. */
export function readCidr(text: string): Reading<string> {
  const [address = '', length, ...others] = text.split('/');
  if (!isAddress(address) || others.length > 0)
    return fault(`is no network; write an address and its length, ${CIDR_EXAMPLES}`);
  const parsed = ipaddr.parse(address);
  const most = parsed.kind() === 'ipv4' ? 32 : 128;
  if (length === undefined) return ok(`${address}/${most}`);
  if (!/^\d{1,3}$/.test(length) || Number(length) > most) {
    return fault(`has an impossible length; write 1 to ${most} after the slash, ${CIDR_EXAMPLES}`);
  }
  if (Number(length) === 0) {
    return fault(
      'would believe every client what it says of its own address; write the networks of your proxies alone',
    );
  }
  const family = parsed.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  const network = family.networkAddressFromCIDR(text).toString();
  return parsed.toString() === network
    ? ok(`${network}/${Number(length)}`)
    : fault(`has bits beyond its length; write ${network}/${Number(length)}`);
}
