import { sql } from 'kysely';
import { prepare } from './prepared.ts';
import type { Db } from './schema.ts';

/** So many in so long: `5/1h` is `{ count: 5, windowMs: 3600000 }`. */
export interface Rate {
  readonly count: number;
  readonly windowMs: number;
}

/** A budget: whom or what it counts, and how much of it there is. */
export interface Budget {
  readonly bucket: string;
  readonly rate: Rate;
}

export type Taken =
  /** `last`: with this one the budget of this window is spent, the moment for an alarm. */
  | { readonly kind: 'allowed'; readonly last: boolean }
  /** `first`: the first refusal of this window, the one worth an entry in the audit trail. */
  | { readonly kind: 'exhausted'; readonly retryAt: number; readonly first: boolean };

/**
 * How far ahead of us a window may have begun: another machine's clock is, or a use that was timed a moment later was
 * written first. One that lies further ahead was opened before the clock stepped back.
 */
const AHEAD_MS = 60_000;

/**
 * Takes one from a budget. The window opens with the first use and closes `windowMs` later; more than `count` uses in
 * it are refused, and refusals do not lengthen it.
 */
export async function takeFrom(db: Db, { bucket, rate }: Budget, now: number): Promise<Taken> {
  const [row] = (await take(db, { bucket, now, end: now + rate.windowMs, latest: now + AHEAD_MS })).rows;
  if (row === undefined) throw new Error('a throttle was written and has no count');
  if (row.count <= rate.count) return { kind: 'allowed', last: row.count === rate.count };
  return { kind: 'exhausted', retryAt: row.window_end, first: row.count === rate.count + 1 };
}

const take = prepare<{ bucket: string; now: number; end: number; latest: number }>()((db, value) => {
  const over = sql<boolean>`(throttle.window_end <= ${value('now')} or throttle.window_start > ${value('latest')})`;
  return db
    .insertInto('throttle')
    .values({ bucket: value('bucket'), window_start: value('now'), window_end: value('end'), count: 1 })
    .onConflict((conflict) =>
      conflict.column('bucket').doUpdateSet({
        window_start: sql<number>`case when ${over} then excluded.window_start else throttle.window_start end`,
        window_end: sql<number>`case when ${over} then excluded.window_end else throttle.window_end end`,
        count: sql<number>`case when ${over} then 1 else throttle.count + 1 end`,
      }),
    )
    .returning(['count', 'window_end']);
});

/** Until when one of these budgets is spent, the longest of them; undefined while something is left in each. Takes nothing. */
export async function findExhaustion(
  db: Db,
  [one, other = one]: readonly [Budget, Budget?],
  now: number,
): Promise<number | undefined> {
  const { rows } = await selectOpen(db, { one: one.bucket, other: other.bucket, now, latest: now + AHEAD_MS });
  const ends = rows
    .filter(({ bucket, count }) => count >= (bucket === one.bucket ? one : other).rate.count)
    .map(({ window_end }) => window_end);
  return ends.length === 0 ? undefined : Math.max(...ends);
}

// Both at once: on PostgreSQL each question is a way there and back.
const selectOpen = prepare<{ one: string; other: string; now: number; latest: number }>()((db, value) =>
  db
    .selectFrom('throttle')
    .select(['bucket', 'count', 'window_end'])
    .where('bucket', 'in', [value('one'), value('other')])
    .where('window_end', '>', value('now'))
    .where('window_start', '<=', value('latest')),
);

/** Removes the windows that have closed. */
export async function deleteClosedWindows(db: Db, now: number): Promise<void> {
  await db.deleteFrom('throttle').where('window_end', '<=', now).execute();
}
