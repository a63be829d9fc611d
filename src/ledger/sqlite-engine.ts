import type { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { Engine } from './engine.ts';
import { type Durability, GroupCommit } from './group-commit.ts';
import type { SqlitePlace } from './place.ts';
import type { Schema } from './schema.ts';
import { openSqlite, openSqliteForReading, sqliteDialect } from './sqlite.ts';
import { SqliteStatements } from './sqlite-statements.ts';
import { WriteAheadLog } from './write-ahead-log.ts';

/**
 * The ledger in a file. Its transactions are alone from their start (`begin immediate`), so no account needs a lock; and
 * nobody calls: the processes of one machine that share a file find each other's work when they look.
 * @throws AppError LEDGER_UNAVAILABLE
 */
export function openSqliteEngine({ path, durable = true }: SqlitePlace): Engine {
  const log = durable ? new WriteAheadLog(path) : undefined;
  return buildEngine(openSqlite(path), log);
}

/** The file must exist. @throws AppError LEDGER_UNAVAILABLE */
export function openSqliteEngineForReading({ path }: SqlitePlace): Engine {
  return buildEngine(openSqliteForReading(path), undefined);
}

const NOT_DURABLE: Durability = { assertSound: () => undefined, flush: () => Promise.resolve() };

function buildEngine(database: DatabaseSync, log: WriteAheadLog | undefined): Engine {
  const statements = new SqliteStatements(database);
  const db = new Kysely<Schema>({ dialect: sqliteDialect(database, statements) });
  const group = new GroupCommit({ db, database, statements, durability: log ?? NOT_DURABLE });
  return {
    db,
    transaction: (work) => group.transaction(work),
    call: () => undefined,
    onCalled: () => () => undefined,
    async [Symbol.asyncDispose]() {
      await group.settled();
      // The last connection to close moves the log into the file and removes it.
      await log?.[Symbol.asyncDispose]();
      await db.destroy();
    },
  };
}
