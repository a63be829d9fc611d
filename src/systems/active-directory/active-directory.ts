import { AndFilter, type Entry, type Filter } from 'ldapts';
import type { ActiveDirectorySettings } from '../../config/settings.ts';
import { canonicalAddress, pickStored } from '../../platform/address.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Secret } from '../../platform/secret.ts';
import type {
  Account,
  CheckLine,
  Directory,
  FoundAccount,
  FoundAccounts,
  PolicyFacts,
  SetPassword,
  Settled,
  Unreachable,
  Verified,
} from '../directory.ts';
import { withoutPassword } from '../without-password.ts';
import { holdsAddress, holdsNumber, parseFilter, withEligible } from '../ldap/filters.ts';
import { findDn, findEntries, findOnly } from '../ldap/find-entries.ts';
import { startsWithLabel, usableLabels } from '../ldap/labelled-address.ts';
import { onlyOne } from '../ldap/only-one.ts';
import { readServer } from '../ldap/server.ts';
import { isUnreachable, Servers } from '../ldap/servers.ts';
import { verifyByBind } from '../ldap/verify-by-bind.ts';
import { checkActiveDirectory } from './check-directory.ts';
import { isOpen, isPerson, isProtected } from './people.ts';
import { hasId, ID, personAttributes, readPerson } from './read-person.ts';
import { setUnicodePassword, settle, TARGET_ATTRIBUTES } from './set-password.ts';
import { judgeBind } from './sub-codes.ts';

export interface ActiveDirectoryTools {
  readonly clock: Clock;
}

/**
 * A domain of Active Directory, or of Samba, as the authority. Opening connects to nothing: a domain controller that is
 * down is found out when it is asked.
 * @throws AppError SETTINGS_INVALID
 */
export function openActiveDirectory(settings: ActiveDirectorySettings, { clock }: ActiveDirectoryTools): Directory {
  const { urls, tls, bind, timeoutMs } = settings;
  const servers = new Servers({ servers: urls.map((url) => readServer(url, tls)), bind, timeoutMs, clock });
  return new ActiveDirectory(settings, servers, clock);
}

class ActiveDirectory implements Directory {
  readonly #settings: ActiveDirectorySettings;
  readonly #servers: Servers;
  readonly #clock: Clock;
  readonly #eligible: Filter | undefined;

  constructor(settings: ActiveDirectorySettings, servers: Servers, clock: Clock) {
    this.#settings = settings;
    this.#servers = servers;
    this.#clock = clock;
    this.#eligible = parseFilter(settings.eligible, 'directory.eligible');
  }

  async findByAddress(address: string, signal?: AbortSignal): Promise<FoundAccounts> {
    if (address === '' || startsWithLabel(address)) return { kind: 'found', accounts: [] };
    const labels = usableLabels(this.#settings.addressLabels);
    const found = await this.#findEligible(holdsAddress(address, this.#settings, labels), signal);
    if (isUnreachable(found)) return found;
    // Active Directory compares without accents and widths (MS-ADTS, 3.1.1.2.2.4): those match nobody.
    const accounts = found.filter(({ addresses }) => pickStored(address, addresses) !== undefined);
    return { kind: 'found', accounts };
  }

  async findById(id: string, signal?: AbortSignal): Promise<FoundAccount> {
    const filter = hasId(id);
    if (filter === undefined) return { kind: 'absent' };
    const found = await this.#findEligible(filter, signal);
    return isUnreachable(found) ? found : onlyOne(found);
  }

  async findByNumber(number: string, signal?: AbortSignal): Promise<FoundAccount> {
    if (number === '') return { kind: 'absent' };
    const filter = new AndFilter({ filters: [isPerson(), holdsNumber(number, this.#settings)] });
    const entries = await this.#find({ filter, attributes: personAttributes(this.#settings) }, signal);
    if (isUnreachable(entries)) return entries;
    const found = entries.map((entry) => readPerson(entry, this.#settings));
    // One person's number may be another one's login: the number is what was asked for first.
    const byNumber = found.filter((account) => account.number === number);
    const wanted = canonicalAddress(number);
    return onlyOne(byNumber.length > 0 ? byNumber : found.filter(({ login }) => canonicalAddress(login) === wanted));
  }

  async setPassword(id: string, password: Secret, signal?: AbortSignal): Promise<SetPassword> {
    if (password.reveal() === '') return { kind: 'refused', reason: 'too-short', detail: 'the password is empty' };
    const hasThisId = hasId(id);
    if (hasThisId === undefined) return { kind: 'absent' };
    const { base } = this.#settings;
    const set = await this.#servers.run<SetPassword>(async (connection, patience) => {
      const query = { base, filter: this.#eligibleFilter(hasThisId), attributes: TARGET_ATTRIBUTES };
      const person = await findOnly(connection, query, patience);
      if (person === undefined || isProtected(person)) return { kind: 'absent' };
      return await setUnicodePassword(connection, { person, password }, patience);
    }, signal);
    return set.kind === 'done' ? await this.clearMustChange(id, signal) : withoutPassword(set, password);
  }

  async clearMustChange(id: string, signal?: AbortSignal): Promise<Settled> {
    const dn = await this.#findDn(id, signal);
    if (dn === undefined) return { kind: 'done' };
    return typeof dn === 'string' ? await settle(this.#servers, dn, signal) : dn;
  }

  async verifyPassword(id: string, password: Secret, signal?: AbortSignal): Promise<Verified> {
    if (password.reveal() === '') return { kind: 'invalid' };
    const dn = await this.#findDn(id, signal);
    if (dn === undefined) return { kind: 'invalid' };
    if (typeof dn !== 'string') return dn;
    return await verifyByBind(this.#servers, { dn, password, judge: judgeBind }, signal);
  }

  check(signal?: AbortSignal, facts?: PolicyFacts): Promise<readonly CheckLine[]> {
    const parts = { servers: this.#servers, eligible: this.#eligible, clock: this.#clock };
    return checkActiveDirectory({ settings: this.#settings, ...parts, facts }, signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#servers[Symbol.dispose]();
    return Promise.resolve();
  }

  async #findDn(id: string, signal: AbortSignal | undefined): Promise<string | undefined | Unreachable> {
    const filter = hasId(id);
    if (filter === undefined) return undefined;
    const query = { base: this.#settings.base, filter };
    return await this.#servers.run((connection, patience) => findDn(connection, query, patience), signal);
  }

  #eligibleFilter(filter: Filter): Filter {
    return withEligible(new AndFilter({ filters: [filter, isOpen(this.#clock.now())] }), this.#eligible);
  }

  async #findEligible(filter: Filter, signal: AbortSignal | undefined): Promise<readonly Account[] | Unreachable> {
    const query = { filter: this.#eligibleFilter(filter), attributes: personAttributes(this.#settings) };
    const found = await this.#find(query, signal);
    if (isUnreachable(found)) return found;
    return found.filter((entry) => !isProtected(entry)).map((entry) => readPerson(entry, this.#settings));
  }

  #find(
    query: { readonly filter: Filter; readonly attributes: readonly string[] },
    signal: AbortSignal | undefined,
  ): Promise<readonly Entry[] | Unreachable> {
    const whole = { base: this.#settings.base, ...query, binary: [ID] };
    return this.#servers.run((connection, patience) => findEntries(connection, whole, patience), signal);
  }
}
