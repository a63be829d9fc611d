import { type Entry, EqualityFilter, OrFilter, PasswordPolicyControl, type SearchOptions } from 'ldapts';
import type { LdapConnection } from './connection.ts';
import { resultCodeOf } from './faults.ts';
import { PASSWORD_MODIFY } from './password-modify.ts';
import { is389, readRootDse } from './root-dse.ts';
import { valuesOf } from './values.ts';

/** What a server is, as far as it says so itself. */
export interface ServerKind {
  readonly product: 'OpenLDAP' | '389 Directory Server' | 'Active Directory' | 'an LDAP server';
  readonly namingContexts: readonly string[];
  readonly passwordModify: boolean;
  readonly policyControl: boolean;
}

/** LDAP_CAP_ACTIVE_DIRECTORY_OID ([MS-ADTS] 3.1.1.3.4.3). */
const ACTIVE_DIRECTORY = '1.2.840.113556.1.4.800';

/** Reads the root DSE. @throws what the connection says */
export async function recogniseServer(connection: LdapConnection, signal: AbortSignal): Promise<ServerKind> {
  const root = await readRootDse(connection, signal);
  const attributes = ['structuralObjectClass', 'supportedCapabilities'];
  const [entry] = await search(connection, { base: '', options: { scope: 'base', attributes }, signal });
  const says = (attribute: string): readonly string[] => (entry === undefined ? [] : valuesOf(entry, attribute));
  const isOpenLdap = says('structuralObjectClass').includes('OpenLDAProotDSE');
  const isActiveDirectory = says('supportedCapabilities').includes(ACTIVE_DIRECTORY);
  return {
    product: isActiveDirectory
      ? 'Active Directory'
      : is389(root)
        ? '389 Directory Server'
        : isOpenLdap
          ? 'OpenLDAP'
          : 'an LDAP server',
    namingContexts: root.namingContexts,
    passwordModify: root.extensions.includes(PASSWORD_MODIFY),
    policyControl: root.controls.includes(PasswordPolicyControl.type),
  };
}

/** What some entries of people have in common; no value of any of them. */
export interface Sample {
  readonly entries: number;
  /** The branch that most of them stand in; undefined without entries. */
  readonly branch: string | undefined;
  /** How many of them hold an attribute, by its name. */
  readonly held: ReadonlyMap<string, number>;
  /** Attributes that hold mail addresses, labelled ones (`{PERSO}…`) included. */
  readonly addresses: ReadonlySet<string>;
}

const MOST_ENTRIES = 100;
/** In seconds. */
const TIME_LIMIT = 5;
const CLASSES = ['person', 'inetOrgPerson', 'supannPerson', 'eduPerson'];
/** Operational attributes that never change; `*` does not bring them. */
const IDS = ['entryUUID', 'nsUniqueId'];
const ADDRESS = /^(?:\{[\w-]+\})?[^\s@{}]+@[^\s@]+\.[^\s@]+$/;

/** Looks at some people below a place in the tree. @throws what the connection says */
export async function samplePeople(connection: LdapConnection, base: string, signal: AbortSignal): Promise<Sample> {
  const filter = new OrFilter({
    filters: CLASSES.map((value) => new EqualityFilter({ attribute: 'objectClass', value })),
  });
  const limits = { sizeLimit: MOST_ENTRIES, timeLimit: TIME_LIMIT };
  const options: SearchOptions = { scope: 'sub', filter, attributes: ['*', ...IDS], ...limits };
  const found = await search(connection, { base, options, signal });
  const entries = found.filter((entry) => !isMachine(entry));
  const held = new Map<string, number>();
  const addresses = new Set<string>();
  const branches = new Map<string, number>();
  for (const entry of entries) {
    const branch = parentOf(entry.dn);
    branches.set(branch, (branches.get(branch) ?? 0) + 1);
    for (const name of Object.keys(entry)) {
      const values = valuesOf(entry, name);
      if (name === 'dn' || values.length === 0) continue;
      held.set(name, (held.get(name) ?? 0) + 1);
      if (values.some((value) => ADDRESS.test(value))) addresses.add(name);
    }
  }
  const [branch] = [...branches].toSorted(([, one], [, other]) => other - one)[0] ?? [];
  return { entries: entries.length, branch, held, addresses };
}

/** To Active Directory a machine is a person, too. Elsewhere a filter for machines would be one for nothing (RFC 4511, 4.5.1.7). */
function isMachine(entry: Entry): boolean {
  return valuesOf(entry, 'objectClass').includes('computer');
}

/** The name without its first part; a comma in a value is written `\\,` (RFC 4514, 2.4). */
function parentOf(dn: string): string {
  return dn.replace(/^(?:\\.|[^\\,])*,\s*/, '');
}

interface Search {
  readonly base: string;
  readonly options: SearchOptions;
  readonly signal: AbortSignal;
}

async function search(connection: LdapConnection, { base, options, signal }: Search): Promise<readonly Entry[]> {
  try {
    return (await connection.ask((client) => client.search(base, options), signal)).searchEntries;
  } catch (error) {
    // What it does not show is nothing to propose from.
    if (resultCodeOf(error) !== undefined) return [];
    throw error;
  }
}
