import type { Entry } from 'ldapts';
import type { LdapDirectorySettings } from '../../config/settings.ts';
import { AppError } from '../../platform/errors.ts';
import type { Account } from '../directory.ts';
import { addressIn, usableLabels } from './labelled-address.ts';

/** Operational (slapo-ppolicy): when the password last changed. Nothing else in an entry changes only then. */
export const CHANGED_TIME = 'pwdChangedTime';
/** Operational (slapo-ppolicy): somebody else set the password, and the person must change it before anything else. */
export const MUST_CHANGE = 'pwdReset';

/** What is asked of an entry to read an account from it. */
export function accountAttributes({ account, addresses, notify }: LdapDirectorySettings): string[] {
  return [...new Set([...Object.values(account), ...addresses, ...notify, CHANGED_TIME])];
}

/** The values of an attribute, whatever the case in which the server writes its name. */
export function valuesOf(entry: Entry, attribute: string): readonly string[] {
  const wanted = attribute.toLowerCase();
  const held = Object.entries(entry).find(([name]) => name.toLowerCase() === wanted);
  return held === undefined ? [] : [held[1]].flat().map(String);
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
    number: first(account.number) ?? login,
    login,
    name: first(account.name) ?? login,
    language: first(account.language),
    addresses: addressesIn(entry, settings.addresses, settings.addressLabels),
    notify: addressesIn(entry, settings.notify, settings.addressLabels),
    passwordStamp: first(CHANGED_TIME),
  };
}

function addressesIn(entry: Entry, attributes: readonly string[], labels: readonly string[]): readonly string[] {
  const usable = usableLabels(labels);
  const stored = attributes.flatMap((attribute) => valuesOf(entry, attribute));
  return [...new Set(stored.flatMap((value) => addressIn(value, usable) ?? []))];
}
