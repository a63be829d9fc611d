import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely';
import { AppError, messageOf } from '../platform/errors.ts';
import { whenFree } from './sqlite-lock.ts';
import type { SqliteStatements } from './sqlite-statements.ts';

/** Primary result codes (sqlite.org/rescode.html) that say the file cannot be used now: nothing was changed. */
const UNAVAILABLE: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 11, 13, 14, 26]);

/** What SQLite threw, as the ledger's callers know it. */
export function translate(thrown: unknown): Error {
  const code = thrown instanceof Error && 'errcode' in thrown ? Number(thrown.errcode) & 0xff : undefined;
  if (code === undefined || !UNAVAILABLE.has(code))
    return thrown instanceof Error ? thrown : new Error(messageOf(thrown));
  return new AppError('LEDGER_UNAVAILABLE', `the ledger cannot be used: ${messageOf(thrown)}`, { cause: thrown });
}

class SqliteConnection implements DatabaseConnection {
  readonly #statements: SqliteStatements;
  readonly #rest: (ms: number) => Promise<void>;

  constructor(statements: SqliteStatements, rest: (ms: number) => Promise<void>) {
    this.#statements = statements;
    this.#rest = rest;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return await whenFree(() => this.#statements.run<R>(query), { rest: this.#rest });
    } catch (thrown) {
      throw translate(thrown);
    }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('the ledger does not stream');
  }
}

/** One connection; whoever holds it is alone, so a transaction must never wait for anything but the ledger. */
export class SqliteDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #connection: SqliteConnection;
  #turn: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  constructor(database: DatabaseSync, statements: SqliteStatements) {
    this.#database = database;
    this.#connection = new SqliteConnection(statements, (ms) => this.#stepAside(ms));
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    await this.#takeTurn();
    return this.#connection;
  }

  async #takeTurn(): Promise<void> {
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#turn = promise;
    await before;
    this.#release = () => {
      resolve(undefined);
    };
  }

  /** Whoever waits for another process holds nothing yet, a transaction has not begun: others come in meanwhile, and read. */
  async #stepAside(ms: number): Promise<void> {
    this.#release();
    await pause(ms);
    await this.#takeTurn();
  }

  /** IMMEDIATE: the write lock is taken at the start, so that a transaction that reads first cannot fail half-way. */
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // A full disk makes SQLite roll back by itself; a second rollback would hide the first fault.
    if (this.#database.isTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  releaseConnection(): Promise<void> {
    this.#release();
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    this.#database.close();
    return Promise.resolve();
  }
}
