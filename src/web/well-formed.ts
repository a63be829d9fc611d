import { isWellFormed } from '../journey/tokens.ts';

/** A token as a cookie or a path gives it; anything else counts as absent. */
export function wellFormed(token: string | undefined): string | undefined {
  return token !== undefined && isWellFormed(token) ? token : undefined;
}
