import { domainToASCII } from 'node:url';

/** Letters, marks, digits, dots and hyphens: the URL parser below stops at a slash and decodes percent signs. */
const UNICODE_DOMAIN = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}.-]*[\p{L}\p{M}\p{N}])?$/u;
/** RFC 5321, 4.1.2 `Domain`, of at least two labels: bare hosts are no mail domains here. */
const ASCII_DOMAIN = /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)+$/i;
/** No mail domain ends in a number; the URL parser turns look-alike digits into an IPv4 address. */
const ENDS_IN_NUMBER = /\.\d+$/;

/**
 * The domain as an envelope carries it: as it stands when it is ASCII, else its A-labels (RFC 5890); undefined when mail
 * cannot be sent to it. Pure.
 */
export function asciiDomainOf(domain: string): string | undefined {
  if (!UNICODE_DOMAIN.test(domain)) return undefined;
  const ascii = isAscii(domain) ? domain : domainToASCII(domain);
  return ASCII_DOMAIN.test(ascii) && !ENDS_IN_NUMBER.test(ascii) ? ascii : undefined;
}

export function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}
