import { type Entry } from 'ldapts';
import type { LdapConnection } from '../ldap/connection.ts';
import { resultCodeOf } from '../ldap/faults.ts';
import { valuesOf } from '../ldap/values.ts';

/** What a domain, or a policy of its own for some people (a PSO), asks of passwords. */
export interface PasswordSettings {
  /** The entry that they stand in. */
  readonly dn: string;
  /** In UTF-16 code units. */
  readonly minimumLength: number;
  /** Three kinds of characters, and neither login nor name in it. */
  readonly complexity: boolean;
  /** How many former passwords are refused; 0 for none. */
  readonly history: number;
  readonly minimumAgeMs: number;
}

const COMPLEX = 1;
const UNITS_PER_MS = 10_000;

const DOMAIN_ATTRIBUTES = ['minPwdLength', 'pwdProperties', 'pwdHistoryLength', 'minPwdAge'] as const;
export const PSO_ATTRIBUTES = [
  'msDS-MinimumPasswordLength',
  'msDS-PasswordComplexityEnabled',
  'msDS-PasswordHistoryLength',
  'msDS-MinimumPasswordAge',
] as const;
/** Of a person: the PSO that holds for them, if one does. Constructed by the server. */
export const RESULTANT = 'msDS-ResultantPSO';

/** Of the head of the domain; undefined where it may not be read. @see MS-ADTS, 3.1.1.5.3; MS-SAMR, 3.1.1.3 */
function domainSettingsIn(entry: Entry): PasswordSettings | undefined {
  const [length, properties, history, age] = DOMAIN_ATTRIBUTES.map((attribute) => valuesOf(entry, attribute)[0]);
  if (length === undefined) return undefined;
  return {
    ...{ dn: entry.dn, minimumLength: Number(length), history: Number(history ?? 0) },
    ...{ complexity: (Number(properties ?? 0) & COMPLEX) !== 0, minimumAgeMs: millisecondsOf(age) },
  };
}

/** Of a PSO; undefined where it may not be read: by default only administrators of the domain may. */
export function psoSettingsIn(entry: Entry): PasswordSettings | undefined {
  const [length, complexity, history, age] = PSO_ATTRIBUTES.map((attribute) => valuesOf(entry, attribute)[0]);
  if (length === undefined) return undefined;
  return {
    ...{ dn: entry.dn, minimumLength: Number(length), history: Number(history ?? 0) },
    ...{ complexity: complexity?.toUpperCase() === 'TRUE', minimumAgeMs: millisecondsOf(age) },
  };
}

/** Lengths of time are negative, in units of 100 ns. */
function millisecondsOf(units: string | undefined): number {
  return Math.abs(Number(units ?? 0)) / UNITS_PER_MS;
}

/** What holds for one person; undefined where the service account may not read it. */
export async function findSettingsFor(
  connection: LdapConnection,
  person: Entry,
  signal: AbortSignal,
): Promise<PasswordSettings | undefined> {
  const [pso] = valuesOf(person, RESULTANT);
  if (pso !== undefined) {
    const entry = await readEntry(connection, { dn: pso, attributes: PSO_ATTRIBUTES }, signal);
    return entry === undefined ? undefined : psoSettingsIn(entry);
  }
  return await findDomainSettings(connection, signal);
}

export async function findDomainSettings(
  connection: LdapConnection,
  signal: AbortSignal,
): Promise<PasswordSettings | undefined> {
  const root = await readEntry(connection, { dn: '', attributes: ['defaultNamingContext'] }, signal);
  const domain = root === undefined ? undefined : valuesOf(root, 'defaultNamingContext')[0];
  if (domain === undefined) return undefined;
  const entry = await readEntry(connection, { dn: domain, attributes: DOMAIN_ATTRIBUTES }, signal);
  return entry === undefined ? undefined : domainSettingsIn(entry);
}

interface Reading {
  readonly dn: string;
  readonly attributes: readonly string[];
}

/** One entry by its name; undefined when it is not there, or not for the service account. */
export async function readEntry(
  connection: LdapConnection,
  { dn, attributes }: Reading,
  signal: AbortSignal,
): Promise<Entry | undefined> {
  try {
    const found = await connection.ask(
      (client) => client.search(dn, { scope: 'base', attributes: [...attributes] }),
      signal,
    );
    return found.searchEntries[0];
  } catch (error) {
    if (resultCodeOf(error) === undefined) throw error;
    return undefined;
  }
}
