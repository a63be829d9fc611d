import { type KeyObject, createHmac, createSecretKey } from 'node:crypto';
import { asciiDomainOf, isAscii } from './mail-domain.ts';
import type { Secret } from './secret.ts';

export type ParsedAddress =
  { readonly kind: 'ok'; readonly address: string } | { readonly kind: 'empty' | 'malformed' | 'too-long' };

/** In bytes of UTF-8. @see https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1 and its erratum 1690 */
const MAXIMUM_ADDRESS = 254;
const MAXIMUM_LOCAL = 64;

/** RFC 5321, 4.1.2 `Atom`, and letters, marks and digits beyond ASCII (RFC 6531); dots stand between atoms. Anything quoted is refused. */
const ATOM = /^(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|(?!\p{ASCII})[\p{L}\p{M}\p{N}])+$/u;
/** Spaces and tabs, which come along when an address is pasted; a line break is never let through. */
const EDGES = /^[\p{Zs}\t]+|[\p{Zs}\t]+$/gu;

/**
 * Reads an address as a person types it; mail goes to no address that this does not read (`mail/mailbox.ts`).
 * Deliberately narrower than RFC 5322: quoted local parts, comments, groups, lists, address literals and names in angle
 * brackets are malformed, for parsers disagree about them and nobody's personal address needs them. `address` is what
 * was typed without the spaces around it; mail never goes there, only to the stored address it leads to.
 */
export function parseAddress(typed: string): ParsedAddress {
  if (typed.length > 16 * MAXIMUM_ADDRESS) return { kind: 'too-long' };
  const address = typed.replace(EDGES, '');
  if (address === '') return { kind: 'empty' };
  if (Buffer.byteLength(address) > MAXIMUM_ADDRESS) return { kind: 'too-long' };
  const [local = '', domain = '', ...others] = address.split('@');
  const ascii = asciiDomainOf(domain);
  const isLocal = local.split('.').every((atom) => ATOM.test(atom));
  if (others.length > 0 || !isLocal || ascii === undefined) return { kind: 'malformed' };
  const isTooLong =
    Buffer.byteLength(local) > MAXIMUM_LOCAL || Buffer.byteLength(`${local}@${ascii}`) > MAXIMUM_ADDRESS;
  return isTooLong ? { kind: 'too-long' } : { kind: 'ok', address };
}

/** Everything but the three characters that NFC would turn into ASCII: Kelvin sign, Greek question mark, Greek varia. */
const COMPOSABLE = /[^\u212a\u037e\u1fef]+/gu;

/**
 * The spelling under which addresses are compared, counted and keyed: NFC, lower case. Nothing beyond ASCII ever becomes
 * ASCII, so that `ı`, `ſ`, the Kelvin sign and full-width letters stay strangers (CVE-2019-19844). Dots and `+` tags
 * stay too, since only the receiving domain knows what they mean.
 */
export function canonicalAddress(address: string): string {
  if (isAscii(address)) return address.toLowerCase();
  // Composed twice: `J` with a caron has a single character in lower case only.
  return compose(Array.from(compose(address), lowerCase).join(''));
}

function compose(text: string): string {
  return text.replace(COMPOSABLE, (run) => run.normalize('NFC'));
}

/** Character by character: no rule that looks at neighbours (final sigma), none that ends in ASCII (`İ`, Kelvin). */
function lowerCase(character: string): string {
  const lower = character.toLowerCase();
  return isAscii(character) || !/\p{ASCII}/u.test(lower) ? lower : character;
}

const HIDDEN = '•••••';

/** What may be shown of an address: `p•••••@d•••••.fr`. The number of dots says nothing about its length. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 1) return HIDDEN;
  const domain = address.slice(at + 1);
  const dot = domain.lastIndexOf('.');
  const ending = dot < 1 ? '' : domain.slice(dot);
  return `${firstOf(address)}${HIDDEN}@${firstOf(domain)}${HIDDEN}${ending}`;
}

function firstOf(text: string): string {
  return Array.from(text)[0] ?? '';
}

/** As the library wants them; making one costs more than a use. */
const hmacKeys = new WeakMap<Secret<Uint8Array>, KeyObject>();

/** HMAC-SHA-256 of the canonical address, base64url: an address can be recognised by it and not be read from it. */
export function addressHmac(key: Secret<Uint8Array>, address: string): string {
  const known = hmacKeys.get(key) ?? createSecretKey(key.reveal());
  hmacKeys.set(key, known);
  return createHmac('sha256', known).update(canonicalAddress(address), 'utf8').digest('base64url');
}

/**
 * The stored address that the typed one stands for, exactly as it is stored; the first, when two stored spellings are
 * the same address. Undefined when the directory matched by laxer rules than ours: then no mail may go out.
 */
export function pickStored(typed: string, stored: readonly string[]): string | undefined {
  const wanted = canonicalAddress(typed);
  return stored.find((address) => address === typed) ?? stored.find((address) => canonicalAddress(address) === wanted);
}
