import type { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { Engine } from './engine.ts';
import { type Durability, GroupCommit } from './group-commit.ts';
import type { SqlitePlace } from './place.ts';
import { type Run, runDirectly } from './prepared.ts';
import type { Schema } from './schema.ts';
import { openSqlite, openSqliteBeside, openSqliteForReading, sqliteDialect } from './sqlite.ts';
import { translate } from './sqlite-driver.ts';
import { isBusy } from './sqlite-lock.ts';
import { SqliteStatements } from './sqlite-statements.ts';
import { WriteAheadLog } from './write-ahead-log.ts';

/**
 * The ledger in a file. Its transactions are alone from their start (`begin immediate`), so no account needs a lock; and
 * nobody calls: the processes of one machine that share a file find each other's work when they look.
 * @throws AppError LEDGER_UNAVAILABLE
 */
export function openSqliteEngine({ path, durable = true }: SqlitePlace): Engine {
  const log = durable ? new WriteAheadLog(path) : undefined;
  const database = openSqlite(path);
  return buildEngine({ database, log, reader: openSqliteBeside(path) });
}

/** The file must exist. @throws AppError LEDGER_UNAVAILABLE */
export function openSqliteEngineForReading({ path }: SqlitePlace): Engine {
  return buildEngine({ database: openSqliteForReading(path) });
}

const NOT_DURABLE: Durability = { assertSound: () => undefined, flush: () => Promise.resolve() };

interface EngineParts {
  readonly database: DatabaseSync;
  readonly log?: WriteAheadLog | undefined;
  /** A connection of its own for what is only looked at: it need not wait until a transaction on the other is over. */
  readonly reader?: DatabaseSync;
}

function buildEngine({ database, log, reader }: EngineParts): Engine {
  const statements = new SqliteStatements(database);
  const db = new Kysely<Schema>({ dialect: sqliteDialect(database, statements) });
  if (reader !== undefined) runDirectly(db, readingBy(new SqliteStatements(reader)));
  const group = new GroupCommit({ db, database, statements, durability: log ?? NOT_DURABLE });
  return {
    db,
    transaction: (work) => group.transaction(work),
    call: () => undefined,
    onCalled: () => () => undefined,
    async [Symbol.asyncDispose]() {
      await group.settled();
      // The last connection to close moves the log into the file and removes it.
      if (reader?.isOpen === true) reader.close();
      await log?.[Symbol.asyncDispose]();
      await db.destroy();
    },
  };
}

/** Reads at once. What writes, and whoever meets a lock, takes the usual way, which waits for its turn. */
function readingBy(statements: SqliteStatements): Run {
  return (query) => {
    if (query.query.kind !== 'SelectQueryNode') return undefined;
    try {
      return statements.run(query);
    } catch (thrown) {
      if (isBusy(thrown)) return undefined;
      throw translate(thrown);
    }
  };
}
