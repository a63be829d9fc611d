import type { Entry, Filter } from 'ldapts';
import type { LdapApplicationSettings } from '../../config/application-settings.ts';
import type { Application, Carried, PasswordNews } from '../application.ts';
import type { SetPassword, Unreachable } from '../directory.ts';
import { isLockedByAdministration, LOCK_ATTRIBUTES } from './account-state.ts';
import { checkApplication } from './check-application.ts';
import { holds, parseFilter, withEligible } from './filters.ts';
import { findEntries } from './find-entries.ts';
import type { LdapTools } from './ldap-directory.ts';
import { clearMustChange } from './must-change.ts';
import { modifyPassword } from './password-modify.ts';
import { readServer } from './server.ts';
import { isUnreachable, Servers } from './servers.ts';
import { verifyByBind } from './verify-by-bind.ts';
import { withoutPassword } from '../without-password.ts';

/**
 * Another LDAP directory that has passwords of its own: they are set there, in the entry that the settings' `match` leads to.
 * @throws AppError SETTINGS_INVALID
 */
export function openLdapApplication(settings: LdapApplicationSettings, { clock }: LdapTools): Application {
  const { name, urls, tls, bind, timeoutMs, capacity } = settings;
  const servers = new Servers({ servers: urls.map((url) => readServer(url, tls)), bind, timeoutMs, clock });
  const place: Place = { settings, servers, filter: parseFilter(settings.filter, `${name}: filter`) };
  return {
    name,
    carries: 'password',
    capacity,
    deliver: (news, signal) => deliver(place, news, signal),
    check: (signal) => checkApplication({ ...place, clock }, signal),
    [Symbol.asyncDispose]() {
      servers[Symbol.dispose]();
      return Promise.resolve();
    },
  };
}

interface Place {
  readonly settings: LdapApplicationSettings;
  readonly servers: Servers;
  readonly filter: Filter | undefined;
}

async function deliver(place: Place, news: PasswordNews, signal: AbortSignal): Promise<Carried> {
  const { password } = news;
  if (password === undefined || password.reveal() === '') {
    return { kind: 'refused', reason: 'other', detail: 'no password to set was handed over' };
  }
  const found = await findPerson(place, news, signal);
  if (isUnreachable(found)) return { kind: 'later', detail: found.detail };
  const [entry, ...others] = found;
  const { attribute, by } = place.settings.match;
  if (entry === undefined) return { kind: 'waiting', detail: `no entry with this ${by} in ${attribute} yet` };
  if (others.length > 0) return { kind: 'waiting', detail: `${found.length} entries with this ${by} in ${attribute}` };
  if (isLockedByAdministration(entry)) {
    return { kind: 'refused', reason: 'not-allowed', detail: 'the account is locked by the administration there' };
  }
  const { dn } = entry;
  const tried = await place.servers.run<SetPassword>(
    (connection, patience) => modifyPassword(connection, { dn, password }, patience),
    signal,
  );
  const set = withoutPassword(tried, password);
  if (set.kind === 'done') return carried(await clearMustChange(place.servers, dn, signal));
  // A retry after a lost answer meets the password that it has set itself.
  if (set.kind !== 'refused' || set.reason !== 'history') return carried(set);
  const verified = await verifyByBind(place.servers, { dn, password }, signal);
  if (verified.kind === 'unreachable') return { kind: 'later', detail: verified.detail };
  return verified.kind === 'valid' ? carried(await clearMustChange(place.servers, dn, signal)) : set;
}

function carried(set: SetPassword): Carried {
  switch (set.kind) {
    case 'done':
    case 'refused':
      return set;
    case 'absent':
      return { kind: 'waiting', detail: 'the entry is not there any more' };
    case 'unreachable':
      return { kind: 'later', detail: set.detail };
  }
}

async function findPerson(
  { settings: { base, match }, servers, filter }: Place,
  { login, number, accountId }: PasswordNews,
  signal: AbortSignal,
): Promise<readonly Entry[] | Unreachable> {
  const value = { login, number, id: accountId }[match.by];
  if (value === '') return [];
  const query = {
    base,
    filter: withEligible(holds(match.attribute, value), filter),
    attributes: LOCK_ATTRIBUTES,
  };
  return await servers.run((connection, patience) => findEntries(connection, query, patience), signal);
}
