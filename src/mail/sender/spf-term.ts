import ipaddr from 'ipaddr.js';

/** One term of an SPF record. */
export interface SpfTerm {
  /** `+`, `-`, `~` or `?`; of a modifier, `+`. */
  readonly qualifier: string;
  /** In small letters. */
  readonly name: string;
  /** What follows `:` or `=`, lengths of networks left out; undefined when nothing does. */
  readonly value: string | undefined;
  /** Lengths of networks, as written: `/24` and `//64`. */
  readonly lengths: { readonly ipv4: number | undefined; readonly ipv6: number | undefined };
  readonly isModifier: boolean;
}

/** Terms that make a receiver ask the DNS, and how many of them it follows (RFC 7208, 4.6.4). */
export const ASKS: readonly string[] = ['include', 'a', 'mx', 'ptr', 'exists', 'redirect'];
export const MOST_LOOKUPS = 10;
const KNOWN = [...ASKS, 'all', 'ip4', 'ip6'];
const MUST_NAME = ['include', 'exists', 'redirect'];
const LENGTHS = { ipv4: 32, ipv6: 128 };

/** The terms of a record, without its version. @see https://www.rfc-editor.org/rfc/rfc7208#section-12 */
export function readTerms(record: string): readonly SpfTerm[] {
  return record.split(' ').slice(1).filter(Boolean).map(readTerm);
}

function readTerm(text: string): SpfTerm {
  const parts = /^([+?~-]?)([a-z][\w.-]*)(?:([:=])(.*?))?(?:\/(\d{1,3}))?(?:\/\/(\d{1,3}))?$/is.exec(text) ?? [];
  const [, qualifier = '', name = text, separator, value, ipv4, ipv6] = parts;
  const number = (digits: string | undefined): number | undefined =>
    digits === undefined ? undefined : Number(digits);
  const isIp6 = name.toLowerCase() === 'ip6';
  return {
    qualifier: qualifier === '' ? '+' : qualifier,
    name: name.toLowerCase(),
    value,
    // The one length of `ip6:` is written with a single slash.
    lengths: isIp6 ? { ipv4: undefined, ipv6: number(ipv4) } : { ipv4: number(ipv4), ipv6: number(ipv6) },
    isModifier: separator === '=',
  };
}

/** Which of the text records of a name are SPF records (RFC 7208, 4.5). */
export function spfRecordsIn(records: readonly string[]): readonly string[] {
  return records.filter((text) => /^v=spf1(?: |$)/i.test(text));
}

/** Why no receiver can use a term, in words; undefined when they can. Modifiers may be of any name (RFC 7208, 6). */
export function faultOf({ name, value, lengths, isModifier }: SpfTerm): string | undefined {
  if (!KNOWN.includes(name)) return isModifier ? undefined : `\`${name}\` is no mechanism`;
  const written = value === undefined ? name : `${name}:${value}`;
  if (name === 'ip4' && !ipaddr.IPv4.isValidFourPartDecimal(value ?? '')) return `\`${written}\` is no IPv4 address`;
  if (name === 'ip6' && !ipaddr.IPv6.isValid(value ?? '')) return `\`${written}\` is no IPv6 address`;
  if (MUST_NAME.includes(name) && (value ?? '') === '') return `\`${name}\` names no domain`;
  const isTooLong = (lengths.ipv4 ?? 0) > LENGTHS.ipv4 || (lengths.ipv6 ?? 0) > LENGTHS.ipv6;
  return isTooLong ? `\`${written}\` has a network longer than an address` : undefined;
}
