import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { messageOf } from '../platform/errors.ts';
import { gatherLate, workLate } from './late.ts';
import { type Run, runDirectly } from './prepared.ts';
import type { Db } from './schema.ts';
import { translate } from './sqlite-driver.ts';
import { whenFree } from './sqlite-lock.ts';
import type { SqliteStatements } from './sqlite-statements.ts';

/** How many transactions share one commit at most, so that the event loop is never held for long. */
const MEMBERS = 32;

/** Makes what is committed last. */
export interface Durability {
  /** @throws AppError LEDGER_UNAVAILABLE when nothing can be committed that would */
  assertSound(): void;
  /** @throws AppError LEDGER_UNSURE */
  flush(): Promise<void>;
}

/** A transaction that waits for its turn. */
interface Member {
  /** Does its work on the group's connection. @returns what tells its caller, once that is durable */
  run(db: Db): Promise<Tell>;
  /** Rejects it, whatever it has done. */
  fail(thrown: unknown): void;
}

type Tell = () => void;

export interface GroupCommitParts {
  readonly db: Db;
  /** What `db` is over. */
  readonly database: DatabaseSync;
  readonly statements: SqliteStatements;
  readonly durability: Durability;
}

/**
 * Transactions that share commits. Whoever comes while a commit is being flushed waits for the next one with all the
 * others, so that under load one commit, and one flush, carries many; alone, a transaction waits for nobody. One
 * that fails is the end of its group, and the others start again without it: that is rare, and a savepoint for each would
 * copy every page that it changes. So a member's work may be run again, and changes nothing outside the transaction.
 */
export class GroupCommit {
  readonly #db: Db;
  readonly #database: DatabaseSync;
  readonly #durability: Durability;
  readonly #queries: SqliteStatements;
  readonly #statements: Readonly<Record<'begin' | 'commit' | 'rollback', StatementSync>>;
  #waiting: Member[] = [];
  #working: Promise<void> | undefined;

  constructor({ db, database, statements, durability }: GroupCommitParts) {
    this.#db = db;
    this.#database = database;
    this.#queries = statements;
    this.#durability = durability;
    this.#statements = {
      // IMMEDIATE: the write lock is taken at the start, so that a transaction that reads first cannot fail half-way.
      begin: database.prepare('begin immediate'),
      commit: database.prepare('commit'),
      rollback: database.prepare('rollback'),
    };
  }

  /** All of it or nothing; durable once this returns. @throws what `work` throws; AppError LEDGER_UNAVAILABLE */
  async transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const fail = (thrown: unknown): void => {
      reject(thrown instanceof Error ? thrown : new Error(messageOf(thrown)));
    };
    const run = async (db: Db): Promise<Tell> => {
      const result = await work(db);
      return () => {
        resolve(result);
      };
    };
    this.#waiting.push({ run, fail });
    this.#working ??= this.#work();
    return await promise;
  }

  /** Waits for the groups under way. */
  async settled(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    for (let first = this.#waiting.shift(); first !== undefined; first = this.#waiting.shift()) {
      // Whoever else comes in this turn of the event loop shares the flush.
      await nextTurn();
      await this.#together([first]);
    }
    this.#working = undefined;
  }

  async #together(group: Member[]): Promise<void> {
    let done: readonly Tell[];
    try {
      const commit = () =>
        this.#db.connection().execute((connection) => {
          runDirectly(connection, this.#run);
          return this.#commit(connection, group);
        });
      // Readers come in between two tries.
      done = await whenFree(commit);
    } catch (thrown) {
      if (thrown instanceof GroupLost) this.#startAgain(group, thrown);
      else for (const member of group) member.fail(translate(thrown));
      return;
    }
    try {
      await this.#durability.flush();
      for (const tell of done) tell();
    } catch (thrown) {
      for (const member of group) member.fail(thrown);
    }
  }

  /** Nothing of the group is left, and only one of its members is to blame. */
  #startAgain(group: readonly Member[], { culprit, cause }: GroupLost): void {
    culprit.fail(translate(cause));
    this.#waiting.unshift(...group.filter((member) => member !== culprit));
  }

  /** No other process is in the way while a transaction is under way, so nobody needs to wait. */
  readonly #run: Run = (query) => {
    try {
      return this.#queries.run(query);
    } catch (thrown) {
      throw translate(thrown);
    }
  };

  async #commit(connection: Db, group: Member[]): Promise<readonly Tell[]> {
    this.#durability.assertSound();
    this.#statements.begin.run();
    gatherLate(connection);
    const done: Tell[] = [];
    try {
      // It grows while it is walked: whoever has come meanwhile joins.
      for (const member of group) {
        done.push(await runMember(member, connection));
        if (group.length < MEMBERS) group.push(...this.#waiting.splice(0, 1));
      }
      await workLate(connection);
      this.#statements.commit.run();
      return done;
    } catch (thrown) {
      // A full disk makes SQLite roll back by itself; a second rollback would hide the first fault.
      if (this.#database.isTransaction) this.#statements.rollback.run();
      throw thrown instanceof GroupLost ? thrown : translate(thrown);
    }
  }
}

/** One has failed, and everything is rolled back. */
class GroupLost extends Error {
  readonly culprit: Member;

  constructor(culprit: Member, cause: unknown) {
    super('a member of the group was its end', { cause });
    this.culprit = culprit;
  }
}

async function runMember(member: Member, db: Db): Promise<Tell> {
  try {
    return await member.run(db);
  } catch (thrown) {
    throw new GroupLost(member, thrown);
  }
}
