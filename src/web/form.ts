/** The fields of a posted form, in the order in which they came. */
export type Fields = ReadonlyMap<string, readonly string[]>;

export type ParsedForm = { readonly kind: 'form'; readonly fields: Fields } | { readonly kind: 'malformed' };

export type Field =
  | { readonly kind: 'one'; readonly value: string }
  | { readonly kind: 'missing' }
  /** Repeated, or spelt as a list or an object (`email[]`, `email[a]`): which value was meant is anybody's guess. */
  | { readonly kind: 'misshapen' };

/** Our largest form has four. */
const MAXIMUM_FIELDS = 64;

/**
 * Reads `application/x-www-form-urlencoded` strictly, from the bytes as they came: where the URL Standard puts replacement
 * characters or lets a stray `%` through, this says `malformed`, so that no password is ever altered on its way.
 *
 * @see https://url.spec.whatwg.org/#urlencoded-parsing
 */
export function parseForm(body: Uint8Array): ParsedForm {
  const fields = new Map<string, string[]>();
  // Byte for byte; the decoding to UTF-8 comes after the percent-decoding.
  const pairs = Buffer.from(body)
    .toString('latin1')
    .split('&')
    .filter((pair) => pair !== '');
  if (pairs.length > MAXIMUM_FIELDS) return { kind: 'malformed' };
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = decode(equals < 0 ? '' : pair.slice(equals + 1));
    if (name === undefined || value === undefined) return { kind: 'malformed' };
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  }
  return { kind: 'form', fields };
}

/** One field that must come once. */
export function fieldOf(fields: Fields, name: string): Field {
  const values = fields.get(name) ?? [];
  const spelt = [...fields.keys()].some((key) => key.startsWith(`${name}[`));
  if (values.length > 1 || spelt) return { kind: 'misshapen' };
  const [value] = values;
  return value === undefined ? { kind: 'missing' } : { kind: 'one', value };
}

/** Nothing in it stands for anything else. */
const PLAIN = /^[\x20-\x24\x26-\x2a\x2c-\x7e]*$/;
const BROKEN_ESCAPE = /%(?![0-9A-Fa-f]{2})/;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `latin1` stands for bytes. Undefined for a broken escape or broken UTF-8. */
function decode(latin1: string): string | undefined {
  if (PLAIN.test(latin1)) return latin1;
  if (BROKEN_ESCAPE.test(latin1)) return undefined;
  const bytes = latin1
    .replaceAll('+', ' ')
    .replace(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  try {
    return UTF8.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return undefined;
  }
}

/** What is shown of an address that somebody typed: as long as an address can be. */
const SHOWN_CHARACTERS = 254;

/** Without control characters, and cut: what nobody can type as an address need not be shown whole. */
export function shownOf(typed: string): string {
  return Array.from(typed.slice(0, 2 * SHOWN_CHARACTERS).replace(/\p{Cc}/gu, ''))
    .slice(0, SHOWN_CHARACTERS)
    .join('');
}
