import { sql } from 'kysely';
import type { Db } from '../schema.ts';

/** Who works with the ledger, and what one must know to: together they let versions change while the service runs. */
export async function processes(db: Db): Promise<void> {
  // The newest step that a program must know to use a ledger in which this one was taken; 0 lets every version.
  await sql`alter table migration add column needs integer not null default 0`.execute(db);

  // A program that runs, and the newest step that it knows. It says again and again that it is still there.
  await sql`create table process (
    id text primary key,
    role text not null,
    version text not null,
    knows integer not null,
    started_at bigint not null,
    seen_at bigint not null
  )`.execute(db);
}
