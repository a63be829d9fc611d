import { domainToASCII } from 'node:url';

/** One mailbox, ready for the envelope: the domain in its ASCII form, the local part as it stands. */
export interface Mailbox {
  readonly address: string;
  /** The local part needs a relay that speaks SMTPUTF8 (RFC 6531). */
  readonly needsSmtpUtf8: boolean;
}

export type ParsedMailbox =
  { readonly kind: 'mailbox'; readonly mailbox: Mailbox } | { readonly kind: 'malformed'; readonly detail: string };

/** RFC 5321, 4.5.3.1: 256 octets for a path, of which two are the angle brackets. */
const MAXIMUM_OCTETS = 254;
const MAXIMUM_LOCAL_OCTETS = 64;
/** RFC 5321, 4.1.2 `Dot-string`, with the UTF-8 of RFC 6531, 3.3. Quoted local parts are refused: no mail system in use needs them. */
const LOCAL_PART = /^[\w!#$%&'*+/=?^`{|}~\u0080-\u{10FFFF}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u0080-\u{10FFFF}-]+)*$/u;
const ASCII_DOMAIN = /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;
const UNICODE_DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u;
const UNSAFE = /[\p{C}\p{Z}]/u;

/**
 * Reads one address as the directory holds it. Nothing is repaired or cut: what is not exactly one plain mailbox
 * (a line break, a list, a display name, over 254 octets) is malformed. `detail` does not repeat the address.
 */
export function parseMailbox(address: string): ParsedMailbox {
  const malformed = (detail: string): ParsedMailbox => ({ kind: 'malformed', detail });
  if (Buffer.byteLength(address) > MAXIMUM_OCTETS) return malformed('the address is longer than 254 octets');
  if (UNSAFE.test(address)) return malformed('the address holds a space, a line break or a control character');
  const parts = address.split('@');
  const [local, domain] = parts;
  if (parts.length !== 2 || local === undefined || domain === undefined) {
    return malformed('the address is not exactly one mailbox');
  }
  if (!LOCAL_PART.test(local) || Buffer.byteLength(local) > MAXIMUM_LOCAL_OCTETS) {
    return malformed('the part before the @ is not valid');
  }
  const ascii = asciiDomain(domain);
  if (ascii === undefined) return malformed('the domain is not valid');
  return { kind: 'mailbox', mailbox: { address: `${local}@${ascii}`, needsSmtpUtf8: !isAscii(local) } };
}

function asciiDomain(domain: string): string | undefined {
  // The URL parser behind `domainToASCII` stops at a slash, decodes percent signs, and turns look-alike digits into an
  // IP address: only letters, digits, dots and hyphens reach it, and a mail domain never ends in a number.
  if (!UNICODE_DOMAIN.test(domain)) return undefined;
  const ascii = isAscii(domain) ? domain : domainToASCII(domain);
  return ASCII_DOMAIN.test(ascii) && !/(?:^|\.)\d+$/.test(ascii) ? ascii : undefined;
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}
