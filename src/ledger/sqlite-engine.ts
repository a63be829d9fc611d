import { type Dialect, Kysely } from 'kysely';
import type { Engine } from './engine.ts';
import type { Schema } from './schema.ts';

/**
 * The ledger in a file. Its transactions are alone from their start (`begin immediate`), so no account needs a lock; and
 * nobody calls: the processes of one machine that share a file find each other's work when they look.
 */
export function buildSqliteEngine(dialect: Dialect): Engine {
  const db = new Kysely<Schema>({ dialect });
  return {
    db,
    transaction: (work) => db.transaction().execute(work),
    call: () => undefined,
    onCalled: () => () => undefined,
    [Symbol.asyncDispose]: () => db.destroy(),
  };
}
