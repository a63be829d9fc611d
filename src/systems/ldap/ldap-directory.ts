import type { Entry, Filter } from 'ldapts';
import type { LdapDirectorySettings } from '../../config/settings.ts';
import { pickStored } from '../../platform/address.ts';
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
import { closedBecause, STATE_ATTRIBUTES } from './account-state.ts';
import { checkDirectory } from './check-directory.ts';
import { holds, holdsAddress, holdsNumber, parseFilter, withEligible } from './filters.ts';
import { findDn, findEntries, findOnly } from './find-entries.ts';
import { startsWithLabel, usableLabels } from './labelled-address.ts';
import { clearMustChange } from './must-change.ts';
import { onlyOne } from './only-one.ts';
import { modifyPassword } from './password-modify.ts';
import { accountAttributes, readAccount } from './read-account.ts';
import { readServer } from './server.ts';
import { isUnreachable, Servers } from './servers.ts';
import { verifyByBind } from './verify-by-bind.ts';

export interface LdapTools {
  readonly clock: Clock;
}

/**
 * A directory in OpenLDAP, 389 Directory Server or any other server of LDAP version 3. Accounts that are disabled, locked by
 * the administration or expired (`account-state.ts`) are not eligible, nor are those that the settings' filter leaves out.
 * Opening connects to nothing: a server that is down is found out when it is asked.
 * @throws AppError SETTINGS_INVALID
 */
export function openLdapDirectory(settings: LdapDirectorySettings, { clock }: LdapTools): Directory {
  const { urls, tls, bind, timeoutMs } = settings;
  const servers = new Servers({ servers: urls.map((url) => readServer(url, tls)), bind, timeoutMs, clock });
  return new LdapDirectory(settings, servers, clock);
}

class LdapDirectory implements Directory {
  readonly #settings: LdapDirectorySettings;
  readonly #servers: Servers;
  readonly #clock: Clock;
  readonly #eligible: Filter | undefined;

  constructor(settings: LdapDirectorySettings, servers: Servers, clock: Clock) {
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
    // The schema may compare by laxer rules (full-width letters, the Kelvin sign): those match nobody.
    const accounts = found.filter(({ addresses }) => pickStored(address, addresses) !== undefined);
    return { kind: 'found', accounts };
  }

  async findById(id: string, signal?: AbortSignal): Promise<FoundAccount> {
    if (id === '') return { kind: 'absent' };
    const found = await this.#findEligible(this.#hasId(id), signal);
    return isUnreachable(found) ? found : onlyOne(found);
  }

  async findByNumber(number: string, signal?: AbortSignal): Promise<FoundAccount> {
    if (number === '') return { kind: 'absent' };
    const entries = await this.#findEntries(holdsNumber(number, this.#settings), signal);
    if (isUnreachable(entries)) return entries;
    const found = entries.map((entry) => readAccount(entry, this.#settings));
    // One person's number may be another one's login: the number is what was asked for first.
    const byNumber = found.filter((account) => account.number === number);
    return onlyOne(byNumber.length > 0 ? byNumber : found);
  }

  async setPassword(id: string, password: Secret, signal?: AbortSignal): Promise<SetPassword> {
    if (password.reveal() === '') return { kind: 'refused', reason: 'too-short', detail: 'the password is empty' };
    const { base } = this.#settings;
    const filter = withEligible(this.#hasId(id), this.#eligible);
    const set = await this.#servers.run<SetPassword>(async (connection, patience) => {
      const entry = await findOnly(connection, { base, filter, attributes: STATE_ATTRIBUTES }, patience);
      if (entry === undefined || this.#isClosed(entry)) return { kind: 'absent' };
      return await modifyPassword(connection, { dn: entry.dn, password }, patience);
    }, signal);
    return set.kind === 'done' ? await this.clearMustChange(id, signal) : withoutPassword(set, password);
  }

  async clearMustChange(id: string, signal?: AbortSignal): Promise<Settled> {
    const dn = await this.#findDn(id, signal);
    if (dn === undefined) return { kind: 'done' };
    return typeof dn === 'string' ? await clearMustChange(this.#servers, dn, signal) : dn;
  }

  async verifyPassword(id: string, password: Secret, signal?: AbortSignal): Promise<Verified> {
    if (id === '' || password.reveal() === '') return { kind: 'invalid' };
    const dn = await this.#findDn(id, signal);
    if (dn === undefined) return { kind: 'invalid' };
    if (typeof dn !== 'string') return dn;
    return await verifyByBind(this.#servers, { dn, password }, signal);
  }

  check(signal?: AbortSignal, facts?: PolicyFacts): Promise<readonly CheckLine[]> {
    const parts = { servers: this.#servers, eligible: this.#eligible, clock: this.#clock };
    return checkDirectory({ settings: this.#settings, ...parts, facts }, signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#servers[Symbol.dispose]();
    return Promise.resolve();
  }

  #findDn(id: string, signal: AbortSignal | undefined): Promise<string | undefined | Unreachable> {
    const query = { base: this.#settings.base, filter: this.#hasId(id) };
    return this.#servers.run((connection, patience) => findDn(connection, query, patience), signal);
  }

  #hasId(id: string): Filter {
    return holds(this.#settings.account.id, id);
  }

  #isClosed(entry: Entry): boolean {
    return closedBecause(entry, this.#clock.now()) !== undefined;
  }

  async #findEligible(filter: Filter, signal: AbortSignal | undefined): Promise<readonly Account[] | Unreachable> {
    const found = await this.#findEntries(withEligible(filter, this.#eligible), signal);
    if (isUnreachable(found)) return found;
    return found.filter((entry) => !this.#isClosed(entry)).map((entry) => readAccount(entry, this.#settings));
  }

  #findEntries(filter: Filter, signal: AbortSignal | undefined): Promise<readonly Entry[] | Unreachable> {
    const query = { base: this.#settings.base, filter, attributes: accountAttributes(this.#settings) };
    return this.#servers.run((connection, patience) => findEntries(connection, query, patience), signal);
  }
}
