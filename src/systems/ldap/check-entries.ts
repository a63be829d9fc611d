import { type Entry, type Filter, PresenceFilter, type SearchOptions } from 'ldapts';
import type { Clock } from '../../platform/clock.ts';
import type { CheckLine } from '../directory.ts';
import type { LdapConnection } from './connection.ts';
import { describeFault } from './faults.ts';
import { closedBecause, STATE_ATTRIBUTES } from './account-state.ts';
import { withEligible } from './filters.ts';
import { valuesOf } from './values.ts';

/** Where to look, and as whom. */
export interface Look {
  readonly connection: LdapConnection;
  readonly base: string;
  /** Filter that accounts must meet as well. */
  readonly eligible: Filter | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Where all this stands in the settings: `directory`. */
  readonly section: string;
}

const RIGHTS = 'Check its spelling, and that the service account may read and search it.';

export async function checkBase({ connection, base, section, signal }: Look): Promise<CheckLine> {
  try {
    await connection.ask((client) => client.search(base, { scope: 'base', attributes: ['1.1'] }), signal);
    return { level: 'ok', what: `${base}: there` };
  } catch (error) {
    const mend = `Check ${section}.base, and that the service account may read it.`;
    return { level: 'failure', what: `${base}: ${describeFault(error)}`, mend };
  }
}

/** @param toCheck what leads to nobody when it is wrong */
export async function checkEligible(look: Look, people: Filter, toCheck: string): Promise<CheckLine> {
  const { eligible } = look;
  const what = eligible === undefined ? 'accounts' : `accounts that meet ${eligible.toString()}`;
  const one = await findOne(look, { filter: withEligible(people, eligible) });
  if (one !== undefined) return { level: 'ok', what: `${what}: seen` };
  return { level: 'failure', what: `${what}: none`, mend: `Check ${toCheck}.` };
}

export interface SeenCheck {
  /** Attributes without which nothing works. */
  readonly needed: readonly string[];
  /** What else to try, by attribute. */
  readonly hints?: Readonly<Record<string, string | undefined>>;
}

/** An unknown attribute matches nothing and is no error in LDAP; only entries that show it prove that it can be read. */
export async function checkSeen(look: Look, attribute: string, { needed, hints = {} }: SeenCheck): Promise<CheckLine> {
  const entry = await findOne(look, { filter: new PresenceFilter({ attribute }), attributes: [attribute] });
  if (entry !== undefined && valuesOf(entry, attribute).length > 0) return { level: 'ok', what: `${attribute}: seen` };
  const level = needed.includes(attribute) ? 'failure' : 'warning';
  const hint = hints[attribute];
  return { level, what: `${attribute}: in no entry`, mend: hint === undefined ? RIGHTS : `${RIGHTS} ${hint}` };
}

/** So many are looked at before it is said that none of them may be reset. */
const SAMPLE = 50;

export type Sample =
  | { readonly kind: 'open'; readonly entry: Entry }
  | { readonly kind: 'closed'; readonly count: number; readonly why: string }
  | { readonly kind: 'none' };

/** Somebody who may be reset: the first of those that meet the filter whose account is open. */
export async function findOpen(look: Look, people: Filter): Promise<Sample> {
  const filter = withEligible(people, look.eligible);
  const options: SearchOptions = { scope: 'sub', sizeLimit: SAMPLE, filter, attributes: [...STATE_ATTRIBUTES] };
  const { searchEntries } = await look.connection.ask((client) => client.search(look.base, options), look.signal);
  const now = look.clock.now();
  const entry = searchEntries.find((one) => closedBecause(one, now) === undefined);
  if (entry !== undefined) return { kind: 'open', entry };
  const why = searchEntries.map((one) => closedBecause(one, now))[0];
  return why === undefined ? { kind: 'none' } : { kind: 'closed', count: searchEntries.length, why };
}

interface One {
  readonly filter: Filter;
  readonly attributes?: readonly string[];
}

export async function findOne(look: Look, { filter, attributes = ['1.1'] }: One): Promise<Entry | undefined> {
  const options: SearchOptions = { scope: 'sub', sizeLimit: 1, filter, attributes: [...attributes] };
  const found = await look.connection.ask((client) => client.search(look.base, options), look.signal);
  return found.searchEntries[0];
}
