import type { Entry } from 'ldapts';
import { readGeneralizedTime } from './generalized-time.ts';
import { closedBySupann, dayOf } from './supann-state.ts';
import { valuesOf } from './values.ts';

/** Why an account may not be reset, whatever the settings' own filter says. */
export type Closed = 'disabled' | 'locked by the administration' | 'expired';

const STATE = 'supannRessourceEtat';
const DATED_STATE = 'supannRessourceEtatDate';
/** slapo-ppolicy: when the account was locked, or the value that says that nobody but an administrator unlocks it. */
const LOCKED_TIME = 'pwdAccountLockedTime';
const LOCKED_FOR_GOOD = '000001010000Z';
/** slapo-ppolicy, 2.5 and later: from when on the account opens for nobody. */
const END_TIME = 'pwdEndTime';
/** 389 Directory Server: locked by an administrator, in the entry itself or by a role. */
const NS_LOCK = 'nsAccountLock';
/** RFC 2307: in days since the epoch. */
const SHADOW_EXPIRE = 'shadowExpire';

/** What administrators lock an account with. */
export const LOCK_ATTRIBUTES: readonly string[] = [LOCKED_TIME, NS_LOCK];
/** What is asked of an entry to judge it; a server that does not know some of them answers without them. */
export const STATE_ATTRIBUTES: readonly string[] = [...LOCK_ATTRIBUTES, STATE, DATED_STATE, END_TIME, SHADOW_EXPIRE];

/** Each of them with a value of its syntax, to find out whether it may be read. */
export const STATE_PROBES: ReadonlyMap<string, string> = new Map([
  [LOCKED_TIME, LOCKED_FOR_GOOD],
  [NS_LOCK, 'TRUE'],
  [STATE, '{COMPTE}I'],
  [DATED_STATE, '{COMPTE}I'],
  [END_TIME, LOCKED_FOR_GOOD],
  [SHADOW_EXPIRE, '1'],
]);

/**
 * Whether an administrator locked the account. slapd would open such a lock with the next password set (it deletes
 * `pwdAccountLockedTime` then, whatever is in it), so none may be set.
 */
export function isLockedByAdministration(entry: Entry): boolean {
  const isTrue = (value: string): boolean => value.toUpperCase() === 'TRUE';
  return valuesOf(entry, LOCKED_TIME).includes(LOCKED_FOR_GOOD) || valuesOf(entry, NS_LOCK).some(isTrue);
}

/**
 * Why the account is closed; undefined when it may be reset. A lock after wrong guesses is no reason: a reset opens it.
 * @param now milliseconds since the epoch
 */
export function closedBecause(entry: Entry, now: number): Closed | undefined {
  if (isLockedByAdministration(entry)) return 'locked by the administration';
  const bySupann = closedBySupann({ states: valuesOf(entry, STATE), dated: valuesOf(entry, DATED_STATE) }, dayOf(now));
  if (bySupann !== undefined) return bySupann;
  const end = readGeneralizedTime(valuesOf(entry, END_TIME)[0]);
  return (end !== undefined && end <= now) || isExpired(valuesOf(entry, SHADOW_EXPIRE)[0], now) ? 'expired' : undefined;
}

/** From that day on, as in shadow(5); -1 says never, and 0 is not to be used, since some take it for never. */
function isExpired(days: string | undefined, now: number): boolean {
  const day = Number(days ?? 0);
  return day > 0 && day <= dayOf(now);
}
