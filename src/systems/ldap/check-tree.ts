import { type Entry, type Filter, OrFilter, PasswordPolicyControl, PresenceFilter, type SearchOptions } from 'ldapts';
import type { LdapDirectorySettings } from '../../config/settings.ts';
import type { Clock } from '../../platform/clock.ts';
import type { CheckLine, PolicyFacts } from '../directory.ts';
import { checkPolicies } from './check-policies.ts';
import { checkRights } from './check-rights.ts';
import type { LdapConnection } from './connection.ts';
import { describeFault } from './faults.ts';
import { withEligible } from './filters.ts';
import { PASSWORD_MODIFY } from './password-modify.ts';
import { CHANGED_TIMES, STAMP_ATTRIBUTES } from './password-stamp.ts';
import { is389, readRootDse } from './root-dse.ts';
import { valuesOf } from './values.ts';

export interface TreeCheck {
  readonly connection: LdapConnection;
  readonly settings: LdapDirectorySettings;
  readonly eligible: Filter | undefined;
  readonly clock: Clock;
  readonly facts: PolicyFacts | undefined;
  readonly signal: AbortSignal;
}

const RIGHTS = 'Check its spelling, and that the service account may read and search it.';

/** Tries what the service will ask of the tree: base, every attribute, eligible accounts, setting passwords. */
export async function checkTree(check: TreeCheck): Promise<readonly CheckLine[]> {
  const base = await checkBase(check);
  if (base.level === 'failure') return [base];
  const { account, addresses, notify } = check.settings;
  const lines = [base, await checkEligible(check)];
  const attributes = new Set([...addresses, ...notify, ...Object.values(account)]);
  for (const attribute of attributes) lines.push(await checkSeen(check, attribute));
  return [...lines, await checkStamp(check), ...(await checkOperations(check)), ...(await checkPerson(check))];
}

async function checkBase(check: TreeCheck): Promise<CheckLine> {
  const { base } = check.settings;
  try {
    await check.connection.ask((client) => client.search(base, { scope: 'base', attributes: ['1.1'] }), check.signal);
    return { level: 'ok', what: `${base}: there` };
  } catch (error) {
    const mend = 'Check directory.base, and that the service account may read it.';
    return { level: 'failure', what: `${base}: ${describeFault(error)}`, mend };
  }
}

async function checkEligible(check: TreeCheck): Promise<CheckLine> {
  const { account, eligible } = check.settings;
  const filter = withEligible(new PresenceFilter({ attribute: account.login }), check.eligible);
  const what = eligible === undefined ? 'accounts' : `accounts that meet ${eligible}`;
  if ((await findOne(check, { filter })) !== undefined) return { level: 'ok', what: `${what}: seen` };
  return { level: 'failure', what: `${what}: none`, mend: `Check directory.eligible and ${account.login}.` };
}

/** An unknown attribute matches nothing and is no error in LDAP; only entries that show it prove that it can be read. */
async function checkSeen(check: TreeCheck, attribute: string): Promise<CheckLine> {
  const { account, addresses } = check.settings;
  const entry = await findOne(check, { filter: new PresenceFilter({ attribute }), attributes: [attribute] });
  if (entry !== undefined && valuesOf(entry, attribute).length > 0) return { level: 'ok', what: `${attribute}: seen` };
  const isNeeded = [account.id, account.login, ...addresses].includes(attribute);
  const is389Id = attribute === account.id && is389(await readRootDse(check.connection, check.signal));
  const mend = is389Id ? `${RIGHTS} Of 389 Directory Server, set directory.account.id: nsUniqueId.` : RIGHTS;
  return { level: isNeeded ? 'failure' : 'warning', what: `${attribute}: in no entry`, mend };
}

async function checkStamp(check: TreeCheck): Promise<CheckLine> {
  const filter = new OrFilter({ filters: STAMP_ATTRIBUTES.map((attribute) => new PresenceFilter({ attribute })) });
  const entry = await findOne(check, { filter, attributes: STAMP_ATTRIBUTES });
  const seen = STAMP_ATTRIBUTES.find((attribute) => entry !== undefined && valuesOf(entry, attribute).length > 0);
  if (seen !== undefined) return { level: 'ok', what: `${seen}: seen` };
  const [openLdap, by389] = CHANGED_TIMES;
  const of389 = is389(await readRootDse(check.connection, check.signal));
  const what = `${of389 ? by389 : openLdap}: in no entry, so that a password changed elsewhere does not cancel a link`;
  const switchOn = of389
    ? 'Set passwordTrackUpdateTime: on in cn=config'
    : 'Load the password policy overlay (slapo-ppolicy)';
  return { level: 'warning', what, mend: `${switchOn}, and let the service account read the attribute.` };
}

async function checkOperations(check: TreeCheck): Promise<readonly CheckLine[]> {
  const { extensions, controls, namingContexts } = await readRootDse(check.connection, check.signal);
  return [
    extensions.includes(PASSWORD_MODIFY)
      ? { level: 'ok', what: 'password modify operation: offered' }
      : {
          level: 'warning',
          what: 'password modify operation (RFC 3062): not offered, so that userPassword is replaced instead',
          mend: 'Allow it on the server, or see that the server hashes what is written to userPassword (ppolicy_hash_cleartext).',
        },
    controls.includes(PasswordPolicyControl.type)
      ? { level: 'ok', what: 'password policy control: offered' }
      : {
          level: 'warning',
          what: 'password policy control: not offered, so that people are not told why a password is refused',
          mend: 'Load the password policy overlay (slapo-ppolicy).',
        },
    ...(await checkPolicies({ ...check, bindDn: check.settings.bind.dn, contexts: namingContexts })),
  ];
}

/** What the service account may do, tried on whoever is found first. */
async function checkPerson(check: TreeCheck): Promise<readonly CheckLine[]> {
  const { account, base, bind } = check.settings;
  const person = await findOne(check, { filter: new PresenceFilter({ attribute: account.login }) });
  return person === undefined ? [] : await checkRights({ ...check, bindDn: bind.dn, personDn: person.dn, base });
}

interface One {
  readonly filter: Filter;
  readonly attributes?: readonly string[];
}

async function findOne(check: TreeCheck, { filter, attributes = ['1.1'] }: One): Promise<Entry | undefined> {
  const options: SearchOptions = { scope: 'sub', sizeLimit: 1, filter, attributes: [...attributes] };
  const found = await check.connection.ask((client) => client.search(check.settings.base, options), check.signal);
  return found.searchEntries[0];
}
