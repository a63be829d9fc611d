import { sql } from 'kysely';
import type { Db } from './schema.ts';

/** The clock of the server of PostgreSQL, in milliseconds since the epoch. */
export async function readServerTime(db: Db): Promise<number> {
  const { rows } = await sql<{ now: string }>`select extract(epoch from clock_timestamp())::text as now`.execute(db);
  return Number(rows[0]?.now) * 1000;
}
