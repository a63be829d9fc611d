import type { Misfit } from '../platform/capacity.ts';

/** The four classes a character can belong to; by Unicode property, after NFC. */
export const CLASSES = ['upper', 'lower', 'digit', 'special'] as const;
export type CharacterClass = (typeof CLASSES)[number];

/** What a switchable check does when it finds something. */
export type Severity = 'refuse' | 'warn' | 'off';

/** Another way to be long and varied enough: whoever meets it need not meet the policy's own length and classes. */
export interface Alternative {
  /** In code points after NFC. */
  readonly minimumLength: number;
  /** Classes that must each occur. */
  readonly required: readonly CharacterClass[];
  /** At least so many different words of three letters or more; 0 for none. */
  readonly minimumWords: number;
}

/** A password policy is data: the same object draws the page's rules, the live meter, `passwordrules` and the server's check. */
export interface Policy {
  readonly profile: string;
  /** In code points after NFC. */
  readonly minimumLength: number;
  /** The technical cap, in code points; at least 128. */
  readonly maximumLength: number;
  /** Classes that must each occur. */
  readonly required: readonly CharacterClass[];
  /** At least so many different classes, whichever they are; 0 for none. */
  readonly minimumClasses: number;
  /** From this length on, classes are not asked for (a phrase); undefined for never. */
  readonly phraseLength: number | undefined;
  /** Further ways to meet the length and class rules; none when absent. */
  readonly alternatives?: readonly Alternative[];
  readonly blocklist: Severity;
  readonly breached: Severity;
  readonly contextWords: { readonly severity: Severity; readonly words: readonly string[] };
  readonly personal: Severity;
}

/** One way in which a password falls short. */
export type Shortcoming =
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-short'; readonly minimum: number }
  | { readonly kind: 'too-long'; readonly maximum: number }
  | { readonly kind: 'missing-class'; readonly missing: CharacterClass }
  | { readonly kind: 'too-few-classes'; readonly minimum: number }
  | { readonly kind: 'control-character' }
  | { readonly kind: 'common' }
  | { readonly kind: 'breached' }
  | { readonly kind: 'context-word'; readonly word: string }
  | { readonly kind: 'personal' }
  /** An application has declared that it cannot hold this one. */
  | { readonly kind: 'unfit'; readonly application: string; readonly misfit: Misfit };
