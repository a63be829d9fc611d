import type { Refusal } from '../directory.ts';
import type { PasswordSettings } from './password-settings.ts';

/** A password that was refused, and whose it was to be. */
export interface RefusedPassword {
  readonly password: string;
  readonly login: string;
  readonly name: string;
  /** Whether the history counted. */
  readonly remembers: boolean;
}

/** Shorter parts of names may occur. */
const SHORTEST_PART = 3;
const FEWEST_KINDS = 3;
const KINDS = [/\p{Lu}/u, /\p{Ll}/u, /[0-9]/u, /[^\p{L}\p{N}]/u, /(?![\p{Lu}\p{Ll}])\p{L}/u] as const;
const PARTS = /[,.\-_ #\t]+/;

/**
 * Which rule it was, from the rules themselves, where the server only says "against the policy". Pure.
 * @param settings undefined where they may not be read
 * @see https://learn.microsoft.com/windows/security/threat-protection/security-policy-settings/password-must-meet-complexity-requirements
 */
export function explainRefusal(refused: RefusedPassword, settings: PasswordSettings | undefined): Refusal {
  if (settings === undefined) return 'quality';
  if (refused.password.length < settings.minimumLength) return 'too-short';
  if (settings.complexity && !isComplex(refused)) return 'quality';
  return refused.remembers && settings.history > 0 ? 'history' : 'quality';
}

function isComplex({ password, login, name }: RefusedPassword): boolean {
  const kinds = KINDS.filter((kind) => kind.test(password)).length;
  const lower = password.toLowerCase();
  const parts = [login, ...name.split(PARTS)].filter((part) => part.length >= SHORTEST_PART);
  return kinds >= FEWEST_KINDS && !parts.some((part) => lower.includes(part.toLowerCase()));
}
