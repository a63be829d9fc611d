import { EqualityFilter, type Entry, type Filter } from 'ldapts';
import type { ActiveDirectorySettings } from '../../config/settings.ts';
import { AppError } from '../../platform/errors.ts';
import type { Account } from '../directory.ts';
import { addressesIn } from '../ldap/read-account.ts';
import { valuesOf } from '../ldap/values.ts';
import { GUID_BYTES, formatGuid, parseGuid } from './guid.ts';
import { PROTECTED } from './people.ts';

export const ID = 'objectGUID';
/** When the password was last set; 0 where it must be changed before anything else. */
export const LAST_SET = 'pwdLastSet';

/** What is asked of an entry to read an account from it. */
export function personAttributes({ account, addresses, notify }: ActiveDirectorySettings): string[] {
  return [...new Set([ID, ...Object.values(account), ...addresses, ...notify, LAST_SET, PROTECTED])];
}

/** The account with this id; undefined when the text is the id of nobody. */
export function hasId(id: string): Filter | undefined {
  const value = parseGuid(id);
  return value === undefined ? undefined : new EqualityFilter({ attribute: ID, value });
}

/** @throws AppError DIRECTORY_ANSWER when the entry has no id or login that the service account may read */
export function readPerson(entry: Entry, settings: ActiveDirectorySettings): Account {
  const { account, addresses, notify, addressLabels } = settings;
  const first = (attribute: string): string | undefined => {
    const [value] = valuesOf(entry, attribute);
    return value === '' ? undefined : value;
  };
  const login = first(account.login);
  if (login === undefined) throw unreadable(account.login);
  return {
    id: idOf(entry),
    number: first(account.number) ?? '',
    login,
    name: first(account.name) ?? login,
    language: first(account.language),
    addresses: addressesIn(entry, addresses, addressLabels),
    notify: addressesIn(entry, notify, addressLabels),
    passwordStamp: first(LAST_SET),
  };
}

function idOf(entry: Entry): string {
  const bytes = [entry[ID] ?? []].flat()[0];
  if (!Buffer.isBuffer(bytes) || bytes.length !== GUID_BYTES) throw unreadable(ID);
  return formatGuid(bytes);
}

function unreadable(attribute: string): AppError {
  return new AppError('DIRECTORY_ANSWER', `an entry has no ${attribute} that the service account may read`);
}
