import type { Entry } from 'ldapts';
import type { LdapDirectorySettings } from '../../config/settings.ts';
import { AppError } from '../../platform/errors.ts';
import type { Account } from '../directory.ts';
import { STATE_ATTRIBUTES } from './account-state.ts';
import { addressIn, usableLabels } from './labelled-address.ts';
import { STAMP_ATTRIBUTES, stampOf } from './password-stamp.ts';
import { valuesOf } from './values.ts';

/** What is asked of an entry to read an account from it, and to judge whether it may be reset. */
export function accountAttributes({ account, addresses, notify }: LdapDirectorySettings): string[] {
  return [...new Set([...Object.values(account), ...addresses, ...notify, ...STAMP_ATTRIBUTES, ...STATE_ATTRIBUTES])];
}

/** @throws AppError DIRECTORY_ANSWER when the entry has no id or login that the service account may read */
export function readAccount(entry: Entry, settings: LdapDirectorySettings): Account {
  const { account } = settings;
  const first = (attribute: string): string | undefined => valuesOf(entry, attribute)[0];
  const need = (attribute: string): string => {
    const value = first(attribute);
    if (value === undefined || value === '') {
      throw new AppError('DIRECTORY_ANSWER', `an entry has no ${attribute} that the service account may read`);
    }
    return value;
  };
  const login = need(account.login);
  return {
    id: need(account.id),
    number: first(account.number) ?? '',
    login,
    name: first(account.name) ?? login,
    language: first(account.language),
    addresses: addressesIn(entry, settings.addresses, settings.addressLabels),
    notify: addressesIn(entry, settings.notify, settings.addressLabels),
    passwordStamp: stampOf(entry),
  };
}

/** The addresses in these attributes, each once, without their labels. */
export function addressesIn(entry: Entry, attributes: readonly string[], labels: readonly string[]): readonly string[] {
  const usable = usableLabels(labels);
  const stored = attributes.flatMap((attribute) => valuesOf(entry, attribute));
  return [...new Set(stored.flatMap((value) => addressIn(value, usable) ?? []))];
}
