import { type Entry, type Filter, PresenceFilter, type SearchOptions } from 'ldapts';
import type { LdapDirectorySettings } from '../../config/settings.ts';
import { parseAddress } from '../../platform/address.ts';
import type { CheckLine } from '../directory.ts';
import { closedBecause } from './account-state.ts';
import type { Look } from './check-entries.ts';
import { withEligible } from './filters.ts';
import { addressIn, usableLabels } from './labelled-address.ts';
import { accountAttributes, addressesIn } from './read-account.ts';
import { valuesOf } from './values.ts';

/** So many are looked at; whoever is closed counts among them, and is judged by nothing. */
const MOST = 500;

export interface PeopleCheck {
  readonly look: Look;
  readonly settings: LdapDirectorySettings;
}

/** What will go wrong for some of those who may be reset, counted over a sample, with the first of them to look at. */
export async function checkPeople(check: PeopleCheck): Promise<readonly CheckLine[]> {
  const { settings } = check;
  const people = await findPeople(check);
  if (people.length === 0) return [];
  const { id, number, login } = settings.account;
  const own = [...new Set([id, number, login])];
  const judgements = [
    ...[id, login].map((attribute) => withoutValue(people, attribute)),
    ...own.map((attribute) => withSeveral(people, attribute)),
    ...own.map((attribute) => withAnothers(people, attribute)),
    withBadAddress(people, settings),
  ];
  return [summary(people, settings), ...judgements.flatMap((judgement) => lineOf(judgement, people.length))];
}

async function findPeople({ look, settings }: PeopleCheck): Promise<readonly Entry[]> {
  const { connection, base, eligible, clock, signal } = look;
  const filter: Filter = withEligible(new PresenceFilter({ attribute: settings.account.login }), eligible);
  const options: SearchOptions = { scope: 'sub', sizeLimit: MOST, filter, attributes: accountAttributes(settings) };
  const { searchEntries } = await connection.ask((client) => client.search(base, options), signal);
  const now = clock.now();
  return searchEntries.filter((entry) => closedBecause(entry, now) === undefined);
}

/** Without a number somebody is found by login, and without an address by whoever stands at the desk: both are common. */
function summary(people: readonly Entry[], settings: LdapDirectorySettings): CheckLine {
  const { addresses, addressLabels, account } = settings;
  const asking = people.filter((entry) => addressesIn(entry, addresses, addressLabels).length > 0).length;
  const numbered = people.filter((entry) => valuesOf(entry, account.number).length > 0).length;
  const what = `accounts that may be reset: of ${people.length}, ${asking} have an address to ask with, ${numbered} have ${account.number}`;
  if (asking > 0) return { level: 'ok', what };
  return { level: 'warning', what, mend: 'Check directory.addresses and directory.addressLabels.' };
}

interface Judgement {
  readonly affected: readonly Entry[];
  /** What is said of them: `have no uid`. */
  readonly fault: string;
  readonly mend: string;
}

function lineOf({ affected, fault, mend }: Judgement, among: number): readonly CheckLine[] {
  const [first] = affected;
  if (first === undefined) return [];
  const what = `accounts that may be reset: ${affected.length} of ${among} ${fault} (the first: ${first.dn})`;
  return [{ level: 'warning', what, mend }];
}

function withoutValue(people: readonly Entry[], attribute: string): Judgement {
  const affected = people.filter((entry) => (valuesOf(entry, attribute)[0] ?? '') === '');
  const mend = `Give them one that the service account may read, or leave them out by directory.eligible: a request that meets one of them fails.`;
  return { affected, fault: `have no ${attribute}`, mend };
}

function withSeveral(people: readonly Entry[], attribute: string): Judgement {
  const affected = people.filter((entry) => valuesOf(entry, attribute).length > 1);
  const mend = `Leave one, or name an attribute with one value in directory.account: which one comes first is up to the server.`;
  return { affected, fault: `have several values of ${attribute}`, mend };
}

function withAnothers(people: readonly Entry[], attribute: string): Judgement {
  const holders = Map.groupBy(people, (entry) => valuesOf(entry, attribute)[0]?.toLowerCase());
  holders.delete(undefined);
  const affected = [...holders.values()].flatMap((sharing) => (sharing.length > 1 ? sharing : []));
  const mend = `Give each their own, or leave out all but one by directory.eligible: none of them is found by it.`;
  return { affected, fault: `share their ${attribute} with another account`, mend };
}

/** No mail goes to an address that cannot be parsed, and nobody can type one that is stored with spaces around it. */
function withBadAddress(
  people: readonly Entry[],
  { addresses, addressLabels }: Pick<LdapDirectorySettings, 'addresses' | 'addressLabels'>,
): Judgement {
  const labels = usableLabels(addressLabels);
  const isBad = (value: string): boolean => {
    const address = addressIn(value, labels);
    if (address === undefined) return false;
    const parsed = parseAddress(address);
    return parsed.kind !== 'ok' || parsed.address !== address;
  };
  const affected = people.filter((entry) => addresses.some((attribute) => valuesOf(entry, attribute).some(isBad)));
  const mend = 'Correct them where they come from: no mail goes there, and nobody can ask with them.';
  return { affected, fault: `have an address in ${addresses.join(' or ')} that is none`, mend };
}
