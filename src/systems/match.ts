import type { Match } from '../config/application-settings.ts';
import { canonicalAddress } from '../platform/address.ts';
import type { PasswordNews } from './application.ts';

/** What an account is searched by in an application; undefined where the directory gives it nothing of the kind. Pure. */
export function soughtBy(
  { by, suffix }: Match,
  { login, number, accountId }: Pick<PasswordNews, 'login' | 'number' | 'accountId'>,
): string | undefined {
  const value = { login, number, id: accountId }[by];
  return value === '' ? undefined : `${value}${suffix}`;
}

/**
 * Two spellings of one name: letters count alike in capitals or not, as user names do almost everywhere. As with addresses,
 * nothing beyond ASCII counts as ASCII: a server that takes the Kelvin sign for a k finds somebody else. Pure.
 */
export function isSameName(one: string, other: string): boolean {
  return canonicalAddress(one) === canonicalAddress(other);
}
