import { AndFilter, type Entry } from 'ldapts';
import type { ActiveDirectoryApplicationSettings } from '../../config/application-settings.ts';
import { canonicalAddress } from '../../platform/address.ts';
import type { Secret } from '../../platform/secret.ts';
import type { Application, Carried, PasswordNews } from '../application.ts';
import type { Refusal, SetPassword } from '../directory.ts';
import { holds } from '../ldap/filters.ts';
import { findEntries } from '../ldap/find-entries.ts';
import { valuesOf } from '../ldap/values.ts';
import { readServer } from '../ldap/server.ts';
import { isUnreachable, Servers } from '../ldap/servers.ts';
import { verifyByBind } from '../ldap/verify-by-bind.ts';
import type { ActiveDirectoryTools } from './active-directory.ts';
import { checkApplication } from './check-application.ts';
import { isPerson, isProtected, PROTECTED } from './people.ts';
import { setUnicodePassword, settle, TARGET_ATTRIBUTES } from './set-password.ts';
import { judgeBind } from './sub-codes.ts';
import { withoutPassword } from '../without-password.ts';

/**
 * A domain that is not the authority: the person is found there by login or number, and the password is set.
 * @throws AppError SETTINGS_INVALID
 */
export function openActiveDirectoryApplication(
  settings: ActiveDirectoryApplicationSettings,
  { clock }: ActiveDirectoryTools,
): Application {
  const { name, capacity, urls, tls, bind, timeoutMs } = settings;
  const servers = new Servers({ servers: urls.map((url) => readServer(url, tls)), bind, timeoutMs, clock });
  return {
    ...{ name, carries: 'password', capacity },
    deliver: (news, signal) => deliver({ settings, servers }, news, signal),
    check: (signal) => checkApplication({ settings, servers, clock }, signal),
    [Symbol.asyncDispose]() {
      servers[Symbol.dispose]();
      return Promise.resolve();
    },
  };
}

interface Domain {
  readonly settings: ActiveDirectoryApplicationSettings;
  readonly servers: Servers;
}

async function deliver(domain: Domain, news: PasswordNews, signal: AbortSignal): Promise<Carried> {
  const { password } = news;
  if (password === undefined || password.reveal() === '') {
    return { kind: 'refused', reason: 'other', detail: 'no password was handed over' };
  }
  const wanted = news[domain.settings.match.by];
  if (wanted === '') return { kind: 'waiting', detail: `nobody has an empty ${domain.settings.match.by}` };
  const { servers } = domain;
  const outcome = await servers.run<Outcome>(async (connection, patience) => {
    const people = await findPeople({ domain, wanted, connection }, patience);
    const [person, ...others] = people;
    if (others.length > 0) return { kind: 'ambiguous', count: people.length };
    if (person === undefined) return { kind: 'absent' };
    if (isProtected(person)) return { kind: 'protected' };
    return { kind: 'tried', dn: person.dn, set: await setUnicodePassword(connection, { person, password }, patience) };
  }, signal);
  switch (outcome.kind) {
    case 'unreachable':
      return { kind: 'later', detail: withoutPassword(outcome, password).detail };
    case 'absent':
      return { kind: 'waiting', detail: 'the account is not there yet' };
    case 'ambiguous':
      return { kind: 'waiting', detail: `${outcome.count} accounts have the same ${domain.settings.match.attribute}` };
    case 'protected':
      return {
        kind: 'refused',
        reason: 'not-allowed',
        detail: `an account with ${PROTECTED}=1 is reset by nobody here`,
      };
    case 'tried':
      return withoutPassword(await carriedBy({ servers, password, ...outcome }, signal), password);
  }
}

type Outcome =
  | { readonly kind: 'absent' | 'protected' }
  | { readonly kind: 'ambiguous'; readonly count: number }
  | { readonly kind: 'tried'; readonly dn: string; readonly set: SetPassword };

interface Search {
  readonly domain: Domain;
  readonly wanted: string;
  readonly connection: Parameters<typeof findEntries>[0];
}

/** Active Directory compares without accents: whoever is called Hélène does not get what was meant for Helene. */
async function findPeople({ domain, wanted, connection }: Search, signal: AbortSignal): Promise<readonly Entry[]> {
  const { base, match } = domain.settings;
  const filter = new AndFilter({ filters: [isPerson(), holds(match.attribute, wanted)] });
  const attributes = [...TARGET_ATTRIBUTES, match.attribute];
  const found = await findEntries(connection, { base, filter, attributes }, signal);
  const same = canonicalAddress(wanted);
  return found.filter((entry) => valuesOf(entry, match.attribute).some((value) => canonicalAddress(value) === same));
}

/** Said of a password that is there already, too, where the history counts. */
const MAY_BE_THERE: ReadonlySet<Refusal> = new Set(['history', 'quality', 'too-young']);

interface Tried {
  readonly servers: Servers;
  readonly dn: string;
  readonly password: Secret;
  readonly set: SetPassword;
}

async function carriedBy({ servers, dn, password, set }: Tried, signal: AbortSignal): Promise<Carried> {
  const settled = async (): Promise<Carried> => {
    const outcome = await settle(servers, dn, signal);
    return isUnreachable(outcome) ? { kind: 'later', detail: outcome.detail } : outcome;
  };
  switch (set.kind) {
    case 'done':
      return await settled();
    case 'absent':
      return { kind: 'waiting', detail: 'the account is not there any more' };
    case 'unreachable':
      return { kind: 'later', detail: set.detail };
    case 'refused': {
      if (!MAY_BE_THERE.has(set.reason)) return set;
      const verified = await verifyByBind(servers, { dn, password, judge: judgeBind }, signal);
      if (isUnreachable(verified)) return { kind: 'later', detail: verified.detail };
      return verified.kind === 'valid' ? await settled() : set;
    }
  }
}
