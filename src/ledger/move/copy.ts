import { sql } from 'kysely';
import { engineOf, takeTime } from '../dialects.ts';
import type { Transacts } from '../engine.ts';
import type { Db } from '../schema.ts';
import { type MovedTable, type Row, TABLES, countRows } from './tables.ts';

/** How many rows are written in one transaction. */
const BATCH = 500;

/** The number by which SQLite itself knows a row. */
const NUMBER = 'moved_rowid';

export interface Progress {
  readonly table: MovedTable['name'];
  readonly copied: number;
  readonly total: number;
}

export interface Copying {
  readonly source: Db;
  readonly target: Transacts & { readonly db: Db };
  /** Called after every batch. */
  readonly onProgress: (progress: Progress) => void;
}

/** A table, and how many of its rows are there already. */
interface Arrived {
  readonly table: MovedTable;
  readonly arrived: number;
}

/** Counts what is there already, in every table. */
export async function findArrived(target: Transacts): Promise<readonly Arrived[]> {
  return await target.transaction(async ({ db }) => {
    await takeTime(db);
    const counted: Arrived[] = [];
    for (const table of TABLES) counted.push({ table, arrived: await countRows(db, table) });
    return counted;
  });
}

/**
 * Copies what is missing of a table. Nobody else writes on either side and rows go in the order of their numbers, so that
 * what is there already says where to go on, however the last try has ended.
 */
export async function copyTable({ source, target, onProgress }: Copying, { table, arrived }: Arrived): Promise<void> {
  const total = await countRows(source, table);
  let copied = arrived;
  let last = copied === 0 ? undefined : await numberOf(source, table, copied);
  onProgress({ table: table.name, copied, total });
  while (copied < total) {
    const rows = await readBatch(source, table, last);
    if (rows.length === 0) return;
    last = Number(rows.at(-1)?.[NUMBER]);
    const values = rows.map(withoutNumber);
    await target.transaction(({ db }) =>
      db
        .insertInto(table.name)
        .values(values as never)
        .execute(),
    );
    copied += rows.length;
    onProgress({ table: table.name, copied, total });
  }
  await setSequence(target.db, table);
}

async function readBatch(source: Db, { name }: MovedTable, after: number | undefined): Promise<readonly Row[]> {
  const where = after === undefined ? sql`` : sql`where rowid > ${after}`;
  const batch = sql<Row>`select rowid as ${sql.id(NUMBER)}, * from ${sql.table(name)} ${where} order by rowid limit ${BATCH}`;
  return (await batch.execute(source)).rows;
}

function withoutNumber(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => column !== NUMBER));
}

/** Of the row that is the `position`th. */
async function numberOf(source: Db, { name }: MovedTable, position: number): Promise<number | undefined> {
  const row = sql<{ number: number }>`select rowid as number from ${sql.table(name)} order by rowid
    limit 1 offset ${position - 1}`;
  return (await row.execute(source)).rows[0]?.number;
}

/** New entries of the audit trail come after those that were brought along. */
async function setSequence(target: Db, { name }: MovedTable): Promise<void> {
  if (name !== 'event' || engineOf(target) === 'sqlite') return;
  await sql`select setval(pg_get_serial_sequence('event', 'id'), greatest(max(id), 1), max(id) is not null)
    from event`.execute(target);
}
