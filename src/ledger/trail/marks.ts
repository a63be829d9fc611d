import { sql } from 'kysely';
import type { Db } from '../schema.ts';

interface Turn {
  readonly now: number;
  /** How long a turn lasts, in milliseconds. */
  readonly everyMs: number;
}

/**
 * Takes the turn for what one process of all does every so often. @returns whether it is this one's, once in that time; one
 * that was taken by a clock that was ahead counts for nothing
 */
export async function takeTurn(db: Db, name: string, { now, everyMs }: Turn): Promise<boolean> {
  const taken = sql<number>`cast(event_mark.value as bigint)`;
  const written = await db
    .insertInto('event_mark')
    .values({ name, value: String(now) })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ value: String(now) })
        .where((where) => where.or([where(taken, '<=', now - everyMs), where(taken, '>', now)])),
    )
    .returning('name')
    .execute();
  return written.length > 0;
}
