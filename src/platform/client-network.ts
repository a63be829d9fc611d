import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What budgets count under when no address can be made out: all such clients share one. */
const UNKNOWN = 'unknown';

/** `192.0.2.1:443` and `[2001:db8::1]:443`, as some proxies write X-Forwarded-For. */
const WITH_PORT = /^(?:\[([^\]]*)\]|(\d+\.\d+\.\d+\.\d+))(?::\d+)?$/;

/** Groups of an IPv6 address that name the network: a household or a phone holds a whole /64 and may rotate within it. */
const NETWORK_GROUPS = 4;

/**
 * Whom a budget counts: an IPv4 address as it is, an IPv4-mapped IPv6 address as IPv4, the /64 of any other IPv6 address.
 * Pure; text that is no address gives `unknown`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4291#section-2.5
 */
export function clientNetworkOf(ip: string): string {
  const [, bracketed, dotted] = WITH_PORT.exec(ip) ?? [];
  const address = (bracketed ?? dotted ?? ip).replace(/%.*$/s, '');
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return UNKNOWN;
  const parsed = ipaddr.IPv6.parse(address);
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().toString();
  const groups = parsed.parts.slice(0, NETWORK_GROUPS).map((group) => group.toString(16));
  return `${groups.join(':')}::/64`;
}
