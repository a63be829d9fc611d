import { AndFilter, EqualityFilter, type Filter, FilterParser, OrFilter } from 'ldapts';
import type { LdapDirectorySettings } from '../../config/settings.ts';
import { AppError, messageOf } from '../../platform/errors.ts';

/**
 * A filter of the settings (RFC 4515), parsed once.
 * @param where it stands
 * @throws AppError SETTINGS_INVALID
 */
export function parseFilter(text: string | undefined, where: string): Filter | undefined {
  if (text === undefined) return undefined;
  try {
    return FilterParser.parseString(text);
  } catch (cause) {
    throw new AppError('SETTINGS_INVALID', `${where} is no LDAP filter: ${messageOf(cause)}`, { cause });
  }
}

/** Entries that must also be eligible. */
export function withEligible(filter: Filter, eligible: Filter | undefined): Filter {
  return eligible === undefined ? filter : new AndFilter({ filters: [filter, eligible] });
}

/** Exactly this value. It travels as bytes of its own: nothing in it can become part of the filter. */
export function holds(attribute: string, value: string): Filter {
  return new EqualityFilter({ attribute, value });
}

/** Entries that hold the address, plain or under one of the labels, in any of the attributes. */
export function holdsAddress(
  address: string,
  settings: Pick<LdapDirectorySettings, 'addresses'>,
  labels: readonly string[],
): Filter {
  const spellings = [address, ...labels.map((label) => `{${label}}${address}`)];
  return new OrFilter({
    filters: settings.addresses.flatMap((attribute) => spellings.map((spelling) => holds(attribute, spelling))),
  });
}

export function holdsNumber(
  number: string,
  { account }: { readonly account: Pick<LdapDirectorySettings['account'], 'number' | 'login'> },
): Filter {
  return new OrFilter({ filters: [holds(account.number, number), holds(account.login, number)] });
}
