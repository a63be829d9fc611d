import { sql } from 'kysely';
import { engineOf } from '../dialects.ts';
import { EVENT_COLUMNS, type Db, type EventRow } from '../schema.ts';
import { soundEvent } from './sound.ts';

/** Rows that are read at once. */
const PAGE = 2000;

/** Every entry in the order of its number, page by page; within a chain that is the order of the chain. */
export async function* walkTrail(db: Db): AsyncGenerator<readonly EventRow[]> {
  for (let after = 0; ;) {
    const page = await db
      .selectFrom('event')
      .select(EVENT_COLUMNS)
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    if (page.length === 0) return;
    yield page.map(soundEvent);
    after = page.at(-1)?.id ?? after;
  }
}

/** Looks at the ledger as it is at one moment, while others go on writing. `look` may not write. */
export async function atOneMoment<T>(db: Db, look: (db: Db) => Promise<T>): Promise<T> {
  const begin = engineOf(db) === 'sqlite' ? 'begin deferred' : 'begin isolation level repeatable read, read only';
  return await db.connection().execute(async (connection) => {
    await sql.raw(begin).execute(connection);
    try {
      return await look(connection);
    } finally {
      await sql.raw('rollback').execute(connection);
    }
  });
}
