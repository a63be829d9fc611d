import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError, codeOf, messageOf } from '../platform/errors.ts';

/** How long a writer waits for another process (`jeton import`, a backup) to let go, in milliseconds. */
const BUSY_MS = 5000;
const OWNER_ONLY = 0o600;
const FORMAT = 1;

const SCHEMA = `
  create table account (
    id text primary key,
    number text not null unique collate nocase,
    login text not null collate nocase,
    name text not null,
    language text,
    state text not null check (state in ('active', 'disabled')),
    password text,
    stamp text
  ) strict;
  create index account_login on account (login);
  create table address (
    account_id text not null references account (id) on delete cascade,
    use text not null check (use in ('recovery', 'notify')),
    position integer not null,
    spelled text not null,
    canonical text not null,
    primary key (account_id, use, position)
  ) strict, without rowid;
  create index address_canonical on address (canonical) where use = 'recovery';
  pragma user_version = ${FORMAT};
`;

/**
 * Opens the embedded directory's file, and makes it when it is not there. What is committed survives a power cut (WAL,
 * synchronous=FULL); replaced hashes are overwritten (secure_delete); only its owner may read it.
 * @throws AppError DIRECTORY_FILE
 */
export function openStore(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // Made before SQLite does, so that the file, and the ones SQLite puts beside it, are never readable by others.
    closeSync(openSync(file, 'a', OWNER_ONLY));
    chmodSync(file, OWNER_ONLY);
    database = new DatabaseSync(file, { timeout: BUSY_MS });
    database.exec('pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on; pragma secure_delete=on');
    prepareFormat(database);
    return database;
  } catch (thrown) {
    database?.close();
    throw thrown instanceof AppError ? thrown : fileFault(file, thrown);
  }
}

function prepareFormat(database: DatabaseSync): void {
  inTransaction(database, () => {
    const format = Number(database.prepare('pragma user_version').get()?.['user_version']);
    if (format > FORMAT) throw new AppError('DIRECTORY_FILE', 'the file was made by a newer version of Jeton');
    if (format === 0) database.exec(SCHEMA);
  });
}

/** All of it or nothing; the write lock is taken at the start. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('begin immediate');
  try {
    const result = work();
    database.exec('commit');
    return result;
  } catch (thrown) {
    // A full disk makes SQLite roll back by itself; a second rollback would hide the first fault.
    if (database.isTransaction) database.exec('rollback');
    throw thrown;
  }
}

/** Writes what is there already: throws when the file cannot be written. */
export function tryWriting(database: DatabaseSync): void {
  inTransaction(database, () => database.exec(`pragma user_version = ${FORMAT}`));
}

/** Whether SQLite itself said no (full disk, locked, damaged), as opposed to a fault of ours. */
export function isStoreFault(thrown: unknown): boolean {
  return codeOf(thrown) === 'ERR_SQLITE_ERROR';
}

/** The fault with the file's name in front. */
export function fileFault(file: string, cause: unknown): AppError {
  return new AppError('DIRECTORY_FILE', `${file}: ${messageOf(cause)}`, { cause });
}
