import type { DatabaseSync } from 'node:sqlite';
import { canonicalAddress } from '../platform/address.ts';
import type { Random } from '../platform/random.ts';
import type { CsvFault } from './embedded-csv.ts';
import { hashPassword } from './embedded-password.ts';
import { type ImportedPerson, readPeople } from './embedded-people.ts';
import { inTransaction } from './embedded-store.ts';

/** What came of an import: everybody, or nobody and why. */
export interface ImportOutcome {
  /** How many people of the file are in the directory now; 0 when there is a fault. */
  readonly imported: number;
  /** How many of them were not there before. */
  readonly created: number;
  readonly faults: readonly CsvFault[];
}

interface ImportTools {
  readonly database: DatabaseSync;
  readonly random: Random;
  /** A new value for `passwordStamp`. */
  readonly stamp: () => string;
}

/** As many as libuv's threads: more would only queue. */
const HASHES_AT_ONCE = 4;

/**
 * Imports people from CSV text, all or none. A person is recognised by their number: what the file says of them replaces
 * what was known, and a password they have already is kept. People who are not in the file stay as they are.
 */
export async function importPeople(tools: ImportTools, csvText: string): Promise<ImportOutcome> {
  const { people, faults } = readPeople(csvText);
  if (faults.length > 0) return { imported: 0, created: 0, faults };
  const hashes = await hashFirstPasswords(tools, people);
  return writePeople(tools, people, hashes);
}

async function hashFirstPasswords(
  { database, random }: ImportTools,
  people: readonly ImportedPerson[],
): Promise<ReadonlyMap<ImportedPerson, string>> {
  const hasOne = database.prepare('select 1 from account where number = ? and password is not null');
  const hashes = new Map<ImportedPerson, string>();
  const queue = people.filter(({ number }) => hasOne.get(number) === undefined).values();
  const work = async (): Promise<void> => {
    for (const person of queue) {
      if (person.password !== undefined) hashes.set(person, await hashPassword(person.password, random));
    }
  };
  await Promise.all(Array.from({ length: HASHES_AT_ONCE }, work));
  return hashes;
}

/** Thrown to undo the transaction; it never leaves this file. */
class Conflicts extends Error {
  readonly faults: readonly CsvFault[];

  constructor(faults: readonly CsvFault[]) {
    super('conflicts');
    this.faults = faults;
  }
}

function writePeople(
  tools: ImportTools,
  people: readonly ImportedPerson[],
  hashes: ReadonlyMap<ImportedPerson, string>,
): ImportOutcome {
  const { database } = tools;
  try {
    return inTransaction(database, () => {
      const before = countAccounts(database);
      const write = personWriter(tools);
      for (const person of people) write(person, hashes.get(person));
      const faults = conflicts(database, people);
      if (faults.length > 0) throw new Conflicts(faults);
      return { imported: people.length, created: countAccounts(database) - before, faults: [] };
    });
  } catch (thrown) {
    if (thrown instanceof Conflicts) return { imported: 0, created: 0, faults: thrown.faults };
    throw thrown;
  }
}

/** How many accounts there are, eligible or not. */
export function countAccounts(database: DatabaseSync): number {
  return Number(database.prepare('select count(*) as people from account').get()?.['people']);
}

function personWriter({ database, random, stamp }: ImportTools): (person: ImportedPerson, hash?: string) => void {
  const create = database.prepare(
    `insert into account (id, number, login, name, state) values (?, ?, '', '', 'active') on conflict (number) do nothing`,
  );
  const update = database.prepare(
    `update account set number = :number, login = :login, name = :name, state = coalesce(:state, state),
       language = case when :language is null then language else nullif(:language, '') end
     where number = :number returning id`,
  );
  // Somebody may have set one while the hashes were made: theirs stays.
  const setFirst = database.prepare('update account set password = ?, stamp = ? where id = ? and password is null');
  const replace = addressWriter(database);
  return (person, hash) => {
    const { number, login, name, addresses, notify, state = null, language = null } = person;
    create.run(random.bytes(16).toString('hex'), number);
    const id = String(update.get({ number, login, name, state, language })?.['id']);
    replace(id, 'recovery', addresses);
    if (notify !== undefined) replace(id, 'notify', notify);
    if (hash !== undefined) setFirst.run(hash, stamp(), id);
  };
}

function addressWriter(
  database: DatabaseSync,
): (id: string, use: 'recovery' | 'notify', addresses: readonly string[]) => void {
  const clear = database.prepare('delete from address where account_id = ? and use = ?');
  const add = database.prepare(
    'insert into address (account_id, use, position, spelled, canonical) values (?, ?, ?, ?, ?)',
  );
  return (id, use, addresses) => {
    clear.run(id, use);
    addresses.forEach((address, position) => add.run(id, use, position, address, canonicalAddress(address)));
  };
}

/** A login must lead to one person, also where it looks like somebody else's number. */
function conflicts(database: DatabaseSync, people: readonly ImportedPerson[]): readonly CsvFault[] {
  const rows = database
    .prepare(
      `select a.number as number, a.login as login, b.number as other from account a join account b
         on (b.login = a.login or b.number = a.login) and b.id <> a.id`,
    )
    .all();
  const lines = new Map(people.map(({ number, line }) => [number, line]));
  return rows
    .map(({ number, login, other }) => ({ number: String(number), login: String(login), other: String(other) }))
    .filter(({ number }) => lines.has(number))
    .map(({ number, login, other }) => ({
      line: lines.get(number) ?? 0,
      fault: `login ${login} already leads to number ${other}`,
    }))
    .toSorted((one, next) => one.line - next.line);
}
