import { engineOf } from '../dialects.ts';
import { EVENT_COLUMNS, type Db, type EventRow } from '../schema.ts';
import { findHeads } from './heads.ts';

const MARK = 'shipped';

/**
 * How long a transaction may take from the number of its entry to its commit, on PostgreSQL: until then entries with lower
 * numbers may still come.
 */
const UNSETTLED_MS = 2 * 60_000;

/** How far the trail has been shipped. */
export interface Shipped {
  /** Everything up to this number has been. */
  readonly upTo: number;
  /** Beyond it, for each chain, everything up to this place. */
  readonly places: Readonly<Record<string, number>>;
}

/** The first time it is asked, shipping begins with what comes from then on. */
export async function findShipped(db: Db): Promise<Shipped> {
  const row = await db.selectFrom('event_mark').select('value').where('name', '=', MARK).executeTakeFirst();
  if (row !== undefined) return JSON.parse(row.value) as Shipped;
  const heads = await findHeads(db);
  const newest = await db.selectFrom('event').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst();
  const begun = { upTo: 0, places: Object.fromEntries(heads.map(({ chain, seq }) => [String(chain), seq])) };
  const shipped = engineOf(db) === 'sqlite' ? { ...begun, upTo: newest?.id ?? 0 } : begun;
  await writeShipped(db, shipped);
  return shipped;
}

export async function writeShipped(db: Db, shipped: Shipped): Promise<void> {
  const value = JSON.stringify(shipped);
  await db
    .insertInto('event_mark')
    .values({ name: MARK, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

export interface Unshipped {
  readonly rows: readonly EventRow[];
  /** What is to be written down once they are there. */
  readonly then: Shipped;
  /** There may be more. */
  readonly isFull: boolean;
}

/** The next entries to ship, in the order of their numbers. */
export async function findUnshipped(
  db: Db,
  { shipped, limit, now }: { shipped: Shipped; limit: number; now: number },
): Promise<Unshipped> {
  const places: Record<string, number> = { ...shipped.places };
  let upTo = shipped.upTo;
  let isSettled = true;
  const rows: EventRow[] = [];
  for (let after = upTo; ;) {
    const page = await db
      .selectFrom('event')
      .select(EVENT_COLUMNS)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    for (const row of page) {
      isSettled &&= engineOf(db) === 'sqlite' || row.at < now - UNSETTLED_MS;
      if (isSettled) upTo = row.id;
      if (row.chain === null || row.seq === null || row.seq <= (places[row.chain] ?? 0)) continue;
      places[row.chain] = row.seq;
      rows.push(row);
    }
    const isFull = page.length === limit;
    if (rows.length > 0 || !isFull) return { rows, then: { upTo, places }, isFull };
    after = page.at(-1)?.id ?? after;
  }
}
