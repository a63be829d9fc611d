import type { Entry } from 'ldapts';
import { readGeneralizedTime } from './generalized-time.ts';
import { valuesOf } from './values.ts';

/** Operational: when the password last changed. slapo-ppolicy; 389 Directory Server with `passwordTrackUpdateTime`. */
export const CHANGED_TIMES = ['pwdChangedTime', 'pwdUpdateTime'] as const;
/** 389 Directory Server: when the password expires, which a new password puts off. The next best thing without tracking. */
const EXPIRES = 'passwordExpirationTime';

export const STAMP_ATTRIBUTES: readonly string[] = [...CHANGED_TIMES, EXPIRES];

/** What changes whenever the password does, in the first attribute that the entry has; undefined where none tells. */
export function stampOf(entry: Entry): string | undefined {
  return STAMP_ATTRIBUTES.flatMap((attribute) => valuesOf(entry, attribute))[0];
}

/** When the password last changed, milliseconds since the epoch; undefined where the entry does not say. */
export function changedAt(entry: Entry): number | undefined {
  return readGeneralizedTime(CHANGED_TIMES.flatMap((attribute) => valuesOf(entry, attribute))[0]);
}
