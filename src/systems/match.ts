import type { Match } from '../config/application-settings.ts';
import type { PasswordNews } from './application.ts';

/** What an account is searched by in an application; undefined where the directory gives it nothing of the kind. Pure. */
export function soughtBy(
  { by, suffix }: Match,
  { login, number, accountId }: Pick<PasswordNews, 'login' | 'number' | 'accountId'>,
): string | undefined {
  const value = { login, number, id: accountId }[by];
  return value === '' ? undefined : `${value}${suffix}`;
}

/** Two spellings of one name: letters count alike in capitals or not, as user names do almost everywhere. Pure. */
export function isSameName(one: string, other: string): boolean {
  return one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase();
}
