import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely';
import { AppError, messageOf } from '../platform/errors.ts';
import { whenFree } from './sqlite-lock.ts';

/** Statements kept prepared; Jeton has fewer than a hundred distinct ones. */
const STATEMENTS = 200;

/**
 * What `node:sqlite` may bind. Anything else is refused here: as the first parameter an object would be taken for the
 * table of named parameters and the other values would silently move one place.
 */
function bindable(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`a value of type ${typeof value} cannot be bound`);
}

/** Primary result codes (sqlite.org/rescode.html) that say the file cannot be used now: nothing was changed. */
const UNAVAILABLE: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 11, 13, 14, 26]);

/** What SQLite threw, as the ledger's callers know it. */
export function translate(thrown: unknown): Error {
  const code = thrown instanceof Error && 'errcode' in thrown ? Number(thrown.errcode) & 0xff : undefined;
  if (code === undefined || !UNAVAILABLE.has(code))
    return thrown instanceof Error ? thrown : new Error(messageOf(thrown));
  return new AppError('LEDGER_UNAVAILABLE', `the ledger cannot be used: ${messageOf(thrown)}`, { cause: thrown });
}

interface Prepared {
  readonly statement: StatementSync;
  /** Asked once: the answer costs more than most statements. */
  readonly answers: boolean;
}

class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, Prepared>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  #prepare(text: string): Prepared {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(text);
    const prepared = { statement, answers: statement.columns().length > 0 };
    if (this.#statements.size >= STATEMENTS) this.#statements.clear();
    this.#statements.set(text, prepared);
    return prepared;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return await whenFree(() => this.#execute<R>(query));
    } catch (thrown) {
      throw translate(thrown);
    }
  }

  #execute<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    const { statement, answers } = this.#prepare(sql);
    const values = parameters.map(bindable);
    if (answers) return { rows: statement.all(...values) as R[] };
    const { changes } = statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(changes) };
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

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#connection = new SqliteConnection(database);
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#turn = promise;
    await before;
    this.#release = () => {
      resolve(undefined);
    };
    return this.#connection;
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
