import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { closeSync, openSync } from 'node:fs';
import { AppError, messageOf } from '../platform/errors.ts';

/** How long a writer waits for another process (`jeton show`, a backup) to let go, in milliseconds. */
const BUSY_MS = 5000;

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

function translate(thrown: unknown): Error {
  const code = thrown instanceof Error && 'errcode' in thrown ? Number(thrown.errcode) & 0xff : undefined;
  if (code === undefined || !UNAVAILABLE.has(code))
    return thrown instanceof Error ? thrown : new Error(messageOf(thrown));
  return new AppError('LEDGER_UNAVAILABLE', `the ledger cannot be used: ${messageOf(thrown)}`, { cause: thrown });
}

class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  #statement(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(text);
    if (this.#statements.size >= STATEMENTS) this.#statements.clear();
    this.#statements.set(text, statement);
    return statement;
  }

  executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    try {
      const statement = this.#statement(sql);
      const values = parameters.map(bindable);
      if (statement.columns().length > 0) return Promise.resolve({ rows: statement.all(...values) as R[] });
      const { changes } = statement.run(...values);
      return Promise.resolve({ rows: [], numAffectedRows: BigInt(changes) });
    } catch (thrown) {
      return Promise.reject(translate(thrown));
    }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('the ledger does not stream');
  }
}

/** One connection; whoever holds it is alone, so a transaction must never wait for anything but the ledger. */
class SqliteDriver implements Driver {
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

/** Only the service's own account reads the file; SQLite gives its `-wal` and `-shm` the same mode. */
const OWNER_ONLY = 0o600;

function unavailable(path: string, thrown: unknown): AppError {
  const missing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
  const detail = missing ? 'its folder does not exist; create it' : messageOf(thrown);
  return new AppError('LEDGER_UNAVAILABLE', `${path}: ${detail}`, { cause: thrown });
}

/** Opens the file, which must exist, for reading alone. @throws AppError LEDGER_UNAVAILABLE */
export function openSqliteForReading(path: string): Dialect {
  try {
    return dialectOf(new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS }));
  } catch (thrown) {
    throw unavailable(path, thrown);
  }
}

/**
 * Opens the file so that what is committed survives a power cut (WAL, synchronous=FULL) and what is deleted is
 * overwritten (secure_delete), see sqlite.org/pragma.html.
 * @throws AppError LEDGER_UNAVAILABLE
 */
export function openSqlite(path: string): Dialect {
  try {
    closeSync(openSync(path, 'a', OWNER_ONLY));
    const database = new DatabaseSync(path, { timeout: BUSY_MS });
    try {
      database.exec(SETTINGS);
    } catch (thrown) {
      database.close();
      throw thrown;
    }
    return dialectOf(database);
  } catch (thrown) {
    throw unavailable(path, thrown);
  }
}

const SETTINGS = 'pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on; pragma secure_delete=on';

function dialectOf(database: DatabaseSync): Dialect {
  return {
    createDriver: () => new SqliteDriver(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}
