import type { DatabaseSync } from 'node:sqlite';
import type { EmbeddedDirectorySettings } from '../config/settings.ts';
import { canonicalAddress } from '../platform/address.ts';
import type { Clock } from '../platform/clock.ts';
import { messageOf } from '../platform/errors.ts';
import type { Random } from '../platform/random.ts';
import type { Secret } from '../platform/secret.ts';
import type {
  Account,
  CheckLine,
  Directory,
  FoundAccount,
  FoundAccounts,
  SetPassword,
  Unreachable,
  Verified,
} from './directory.ts';
import { type ImportOutcome, countAccounts, importPeople } from './embedded-import.ts';
import { hashPassword, matchesHash } from './embedded-password.ts';
import { fileFault, isStoreFault, openStore, tryWriting } from './embedded-store.ts';

/** A directory of Jeton's own, for institutions without one, for trials and for the demo: one SQLite file. */
export interface EmbeddedDirectory extends Directory {
  /**
   * Adds and updates people from CSV text (see docs): all of them, or none when anything is wrong. Passwords that people
   * have already are kept. @throws AppError DIRECTORY_FILE
   */
  importPeople(csvText: string): Promise<ImportOutcome>;
}

/** Opens the file, and makes it when it is not there. @throws AppError DIRECTORY_FILE */
export async function openEmbeddedDirectory(
  settings: EmbeddedDirectorySettings,
  tools: { clock: Clock; random: Random },
): Promise<EmbeddedDirectory> {
  return await Promise.resolve(new SqliteDirectory(settings.file, openStore(settings.file), tools));
}

type Row = Readonly<Record<string, unknown>>;
type AddressUse = 'recovery' | 'notify';

const GIVEN_UP: Unreachable = { kind: 'unreachable', detail: 'given up before it was done' };

class SqliteDirectory implements EmbeddedDirectory {
  readonly #file: string;
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(file: string, database: DatabaseSync, { clock, random }: { clock: Clock; random: Random }) {
    this.#file = file;
    this.#database = database;
    this.#clock = clock;
    this.#random = random;
  }

  async findByAddress(address: string): Promise<FoundAccounts> {
    return await reached(() => {
      const rows = this.#database
        .prepare(
          `select * from account where state = 'active' and id in
             (select account_id from address where canonical = ? and use = 'recovery') order by number`,
        )
        .all(canonicalAddress(address));
      return { kind: 'found', accounts: rows.map((row) => this.#account(row)) };
    });
  }

  async findById(id: string): Promise<FoundAccount> {
    return await reached(() => this.#found(this.#active(id)));
  }

  async findByNumber(number: string): Promise<FoundAccount> {
    return await reached(() =>
      this.#found(this.#database.prepare('select * from account where number = ?1 or login = ?1').get(number)),
    );
  }

  async setPassword(id: string, password: Secret, signal?: AbortSignal): Promise<SetPassword> {
    return await reached<SetPassword>(async () => {
      if (this.#active(id) === undefined) return { kind: 'absent' };
      const hash = await hashPassword(password, this.#random);
      // Whoever asked has stopped waiting and counts on a later try: this one must not come after it.
      if (signal?.aborted === true) return GIVEN_UP;
      const { changes } = this.#database
        .prepare(`update account set password = ?, stamp = ? where id = ? and state = 'active'`)
        .run(hash, this.#stamp(), id);
      return Number(changes) === 1 ? { kind: 'done' } : { kind: 'absent' };
    });
  }

  async verifyPassword(id: string, password: Secret): Promise<Verified> {
    return await reached(async () => {
      const hash = this.#active(id)?.['password'];
      return typeof hash === 'string' && (await matchesHash(hash, password)) ? { kind: 'valid' } : { kind: 'invalid' };
    });
  }

  async check(): Promise<readonly CheckLine[]> {
    return await Promise.resolve(checkStore(this.#file, this.#database));
  }

  async importPeople(csvText: string): Promise<ImportOutcome> {
    const tools = { database: this.#database, random: this.#random, stamp: () => this.#stamp() };
    try {
      return await importPeople(tools, csvText);
    } catch (thrown) {
      throw isStoreFault(thrown) ? fileFault(this.#file, thrown) : thrown;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
    await Promise.resolve();
  }

  /** Never the same twice, for two sets in one millisecond too. */
  #stamp(): string {
    return `${new Date(this.#clock.now()).toISOString()} ${this.#random.bytes(8).toString('hex')}`;
  }

  #active(id: string): Row | undefined {
    return this.#database.prepare(`select * from account where id = ? and state = 'active'`).get(id);
  }

  #found(row: Row | undefined): FoundAccount {
    return row === undefined ? { kind: 'absent' } : { kind: 'found', account: this.#account(row) };
  }

  #account(row: Row): Account {
    const id = String(row['id']);
    return {
      id,
      number: String(row['number']),
      login: String(row['login']),
      name: String(row['name']),
      language: textOrNone(row['language']),
      addresses: this.#addresses(id, 'recovery'),
      notify: this.#addresses(id, 'notify'),
      passwordStamp: textOrNone(row['stamp']),
    };
  }

  #addresses(id: string, use: AddressUse): readonly string[] {
    return this.#database
      .prepare('select spelled from address where account_id = ? and use = ? order by position')
      .all(id, use)
      .map(({ spelled }) => String(spelled));
  }
}

function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A full disk, a lock that is never let go, a damaged page: the directory is away, and nothing was changed. */
async function reached<T>(work: () => T | Promise<T>): Promise<T | Unreachable> {
  try {
    return await work();
  } catch (thrown) {
    if (!isStoreFault(thrown)) throw thrown;
    return { kind: 'unreachable', detail: messageOf(thrown) };
  }
}

function checkStore(file: string, database: DatabaseSync): readonly CheckLine[] {
  try {
    const verdict = database.prepare('pragma quick_check(1)').get()?.['quick_check'];
    if (verdict !== 'ok') {
      return [
        { level: 'failure', what: `${file} is damaged: ${String(verdict)}`, mend: 'restore it from your backup' },
      ];
    }
    tryWriting(database);
    const people = countAccounts(database);
    if (people === 0) {
      return [{ level: 'warning', what: `${file} holds nobody`, mend: 'import people with `jeton import FILE.csv`' }];
    }
    return [{ level: 'ok', what: `${file} holds ${people} accounts and can be written` }, ...withoutAddress(database)];
  } catch (thrown) {
    const what = `${file} cannot be used: ${messageOf(thrown)}`;
    return [{ level: 'failure', what, mend: 'check the disk, and who may write there' }];
  }
}

function withoutAddress(database: DatabaseSync): readonly CheckLine[] {
  const row = database
    .prepare(
      `select count(*) as people from account where state = 'active' and id not in
         (select account_id from address where use = 'recovery')`,
    )
    .get();
  const people = Number(row?.['people']);
  if (people === 0) return [];
  return [
    {
      level: 'warning',
      what: `${people} active accounts have no recovery address and cannot reset their password`,
      mend: 'add the addresses to the CSV file and import it again',
    },
  ];
}
