import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { type Dialect, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { AppError, codeOf, messageOf } from '../platform/errors.ts';
import { SqliteDriver } from './sqlite-driver.ts';
import type { SqliteStatements } from './sqlite-statements.ts';

/** How long opening waits for another process to let go, in milliseconds; afterwards nobody waits, see `sqlite-lock.ts`. */
const BUSY_MS = 5000;

/** Only the service's own account reads the file; SQLite gives its `-wal` and `-shm` the same mode. */
const OWNER_ONLY = 0o600;

/**
 * How many pages the write-ahead log grows to before a commit itself moves them into the file: 32 MB. `checkpoints.ts`
 * has moved most by then; but only this finds nobody writing, so that the log begins anew.
 */
const CHECKPOINT_PAGES = 8000;

function unavailable(path: string, thrown: unknown): AppError {
  const missing = codeOf(thrown) === 'ENOENT';
  const detail = missing ? 'its folder does not exist; create it' : messageOf(thrown);
  return new AppError('LEDGER_UNAVAILABLE', `${path}: ${detail}`, { cause: thrown });
}

/** Opens the file, which must exist, for reading alone. @throws AppError LEDGER_UNAVAILABLE */
export function openSqliteForReading(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
  } catch (thrown) {
    throw unavailable(path, thrown);
  }
}

/** A second connection, for reading, of a process that has the file open: it waits for nobody, and keeps little in memory. */
export function openSqliteBeside(path: string): DatabaseSync {
  const database = openSqliteForReading(path);
  database.exec('pragma busy_timeout=0; pragma cache_size=-1000');
  return database;
}

/**
 * Opens the file so that what is deleted is overwritten (secure_delete) and nothing is put aside in another file
 * (temp_store). A commit does not wait for the disk (synchronous=NORMAL, which keeps the file whole through a power cut):
 * the write-ahead log is flushed behind it, see `write-ahead-log.ts` and sqlite.org/pragma.html.
 * @throws AppError LEDGER_UNAVAILABLE
 */
export function openSqlite(path: string): DatabaseSync {
  try {
    closeSync(openSync(path, 'a', OWNER_ONLY));
    const database = new DatabaseSync(path, { timeout: BUSY_MS });
    try {
      database.exec(SETTINGS);
      database.exec('pragma busy_timeout=0');
    } catch (thrown) {
      database.close();
      throw thrown;
    }
    return database;
  } catch (thrown) {
    throw unavailable(path, thrown);
  }
}

const SETTINGS = [
  'pragma journal_mode=wal',
  'pragma synchronous=normal',
  `pragma wal_autocheckpoint=${CHECKPOINT_PAGES}`,
  'pragma foreign_keys=on',
  'pragma secure_delete=on',
  'pragma temp_store=memory',
].join('; ');

/** The driver itself has everybody wait for their turn: a lock of Kysely's could not be lent while somebody waits. */
class TurnsAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** For Kysely. */
export function sqliteDialect(database: DatabaseSync, statements: SqliteStatements): Dialect {
  return {
    createDriver: () => new SqliteDriver(database, statements),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new TurnsAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}
