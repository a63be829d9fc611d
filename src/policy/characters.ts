import { CLASSES, type CharacterClass } from './policy.ts';

/**
 * The class of a character, as regular expressions for the flag `u`; the live meter is handed the very same text.
 * Upper, lower and digit go by general category (`É` is upper, `٣` a digit). Special is every other printable
 * character: the space, punctuation, symbols, emoji, and letters without case (`漢`, `ª`).
 */
export const CLASS_PATTERNS: Readonly<Record<CharacterClass, string>> = {
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  digit: '\\p{Nd}',
  special: '[^\\p{Lu}\\p{Ll}\\p{Nd}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]',
};

/**
 * What no password may hold: control characters, line separators, halves of a surrogate pair, noncharacters, and the
 * invisible format characters (zero-width space, byte order mark, direction marks) that get in by pasting and that
 * nobody can type again. The joiners and tags that emoji and several scripts are written with are let through.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8265#section-4.2 (OpaqueString), https://www.rfc-editor.org/rfc/rfc8264#section-9
 */
const FORBIDDEN_PATTERN =
  '[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Noncharacter_Code_Point}]|(?!\\u200c|\\u200d|[\\u{e0020}-\\u{e007f}])\\p{Cf}';

const TESTS = CLASSES.map((name) => ({ name, expression: new RegExp(CLASS_PATTERNS[name], 'u') }));
const FORBIDDEN = new RegExp(FORBIDDEN_PATTERN, 'u');
const WORD = /\p{L}[\p{L}\p{M}]{2,}/gu;

/**
 * The one form of a password that is checked and handed to every system: spaces other than U+0020 become U+0020, then
 * NFC. Case, width and the ends stay as they are typed; NFKC would change what was typed. Applying it twice changes nothing.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8265#section-4.2.2
 */
export function normalizePassword(text: string): string {
  return text.replace(/\p{Zs}/gu, ' ').normalize('NFC');
}

/** What the length and class rules look at. */
export interface Makeup {
  /** Code points after NFC. */
  readonly length: number;
  readonly classes: ReadonlySet<CharacterClass>;
  /** Different words of three letters or more, whatever their case. */
  readonly words: number;
  readonly forbidden: boolean;
}

/** Measures a normalised password. */
export function measurePassword(password: string): Makeup {
  const words = (password.match(WORD) ?? []).map((word) => word.toLowerCase());
  return {
    length: Array.from(password).length,
    classes: new Set(TESTS.filter(({ expression }) => expression.test(password)).map(({ name }) => name)),
    words: new Set(words).size,
    forbidden: FORBIDDEN.test(password),
  };
}
