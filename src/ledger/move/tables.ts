import { type RawBuilder, sql } from 'kysely';
import type { Db, Schema } from '../schema.ts';

/** A table that moves with its ledger. */
export interface MovedTable {
  readonly name: Exclude<keyof Schema, 'migration' | 'process'>;
  readonly key: readonly [string, ...string[]];
}

/** In an order in which nothing refers to what comes later. */
export const TABLES: readonly MovedTable[] = [
  { name: 'reset', key: ['id'] },
  { name: 'reset_account', key: ['reset_id', 'position'] },
  { name: 'data_key', key: ['id'] },
  { name: 'delivery', key: ['id'] },
  { name: 'sealed', key: ['delivery_id'] },
  { name: 'event', key: ['id'] },
  { name: 'event_chain', key: ['chain'] },
  { name: 'event_mark', key: ['name'] },
  { name: 'throttle', key: ['bucket'] },
];

/** A row as the ledger holds it: nothing but text, whole numbers and bytes. */
export type Row = Readonly<Record<string, string | number | Uint8Array | null>>;

export async function countRows(db: Db, { name }: MovedTable): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(name)}`.execute(db);
  return rows[0]?.count ?? 0;
}

const PAGE = 1000;

/** Every row of a table, page by page, in the order of its key. */
export async function* readPages(db: Db, { name, key }: MovedTable): AsyncGenerator<readonly Row[]> {
  const columns = sql.join(key.map((column) => sql.ref(column)));
  let after: RawBuilder<unknown> = sql``;
  for (;;) {
    const page = sql<Row>`select * from ${sql.table(name)} ${after} order by ${columns} limit ${PAGE}`;
    const { rows } = await page.execute(db);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = sql`where (${columns}) > (${sql.join(key.map((column) => last[column]))})`;
  }
}
