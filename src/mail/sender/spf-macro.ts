import type ipaddr from 'ipaddr.js';

/** What macros of an SPF record can stand for, as far as it is known before a mail is sent. */
export interface MacroFacts {
  /** The domain whose record is being read (`d`). */
  readonly domain: string;
  /** The domain of the sender (`o`). */
  readonly senderDomain: string;
  /** Where the mail comes from (`i`, `v`). */
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
}

export type Expansion =
  | { readonly kind: 'expanded'; readonly text: string }
  /** It depends on the mail or its connection. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'malformed' };

const MACRO = /%(?:\{([a-z])(\d*)(r?)([-.+,/_=]*)\}|([%_-]))/gi;
const PLAIN: Readonly<Record<string, string>> = { '%': '%', _: ' ', '-': '%20' };
/** The sender's mailbox, the name that the relay greets with, and the name its address has. */
const OF_THE_MAIL = ['s', 'l', 'h', 'p'];
/** The longest name (RFC 7208, 7.3). */
const LONGEST = 253;

/** @see https://www.rfc-editor.org/rfc/rfc7208#section-7 */
export function expandMacros(text: string, facts: MacroFacts): Expansion {
  const faults = new Set<'unknown' | 'malformed'>();
  if (text.replaceAll(MACRO, '').includes('%')) faults.add('malformed');
  const expanded = text.replaceAll(MACRO, (...groups: (string | undefined)[]) => {
    const [, letter, digits = '', reverse = '', delimiters = '', plain] = groups;
    if (letter === undefined) return PLAIN[plain ?? ''] ?? '';
    const value = valueOf(letter.toLowerCase(), facts);
    if (value === undefined) faults.add(OF_THE_MAIL.includes(letter.toLowerCase()) ? 'unknown' : 'malformed');
    if (digits === '0') faults.add('malformed');
    const shaped = shape(value ?? '', { count: digits === '' ? Infinity : Number(digits), reverse, delimiters });
    return letter === letter.toLowerCase() ? shaped : encodeURIComponent(shaped);
  });
  if (faults.has('malformed')) return { kind: 'malformed' };
  return faults.has('unknown') ? { kind: 'unknown' } : { kind: 'expanded', text: shortened(expanded) };
}

function valueOf(letter: string, { domain, senderDomain, address }: MacroFacts): string | undefined {
  const isIpv4 = address.kind() === 'ipv4';
  switch (letter) {
    case 'd':
      return domain;
    case 'o':
      return senderDomain;
    case 'v':
      return isIpv4 ? 'in-addr' : 'ip6';
    case 'i':
      return isIpv4 ? address.toString() : nibblesOf(address);
    default:
      return undefined;
  }
}

/** Each hexadecimal digit of an IPv6 address by itself. */
function nibblesOf(address: MacroFacts['address']): string {
  return Buffer.from(address.toByteArray()).toString('hex').replaceAll(/\B/g, '.');
}

interface Shape {
  readonly count: number;
  readonly reverse: string;
  readonly delimiters: string;
}

function shape(value: string, { count, reverse, delimiters }: Shape): string {
  const separators = delimiters === '' ? '.' : delimiters;
  const parts = value.split(new RegExp(`[${separators.replaceAll(/[-/]/g, '\\$&')}]`));
  if (reverse !== '') parts.reverse();
  return parts.slice(Math.max(0, parts.length - count)).join('.');
}

/** Without as many labels on the left as it takes. */
function shortened(name: string): string {
  let rest = name;
  while (rest.length > LONGEST && rest.includes('.')) rest = rest.slice(rest.indexOf('.') + 1);
  return rest;
}
