import { sql } from 'kysely';
import { columnTypes } from '../dialects.ts';
import type { Db } from '../schema.ts';

/** The audit trail is chained; see `trail/`. Entries of before, and those of older programs, have no link. */
export async function trail(db: Db): Promise<void> {
  const { bytes } = columnTypes(db);
  // Who, when it is not who the kind says, and from which network.
  await sql`alter table event add column actor text`.execute(db);
  await sql`alter table event add column client text`.execute(db);
  // Its place, and what ties it to the entry before. `digest` takes the place of content and salt that were erased.
  await sql`alter table event add column chain integer`.execute(db);
  await sql`alter table event add column seq bigint`.execute(db);
  await sql`alter table event add column salt ${bytes}`.execute(db);
  await sql`alter table event add column digest ${bytes}`.execute(db);
  await sql`alter table event add column link ${bytes}`.execute(db);
  await sql`alter table event add column link_key text`.execute(db);

  // Where each chain ends, and where it begins once its oldest entries are purged; `mac` covers all of it.
  await sql`create table event_chain (
    chain integer primary key,
    seq bigint not null,
    link ${bytes} not null,
    floor_seq bigint not null,
    floor_link ${bytes} not null,
    chains integer not null,
    outside bigint not null,
    mac ${bytes} not null
  )`.execute(db);

  // How far whatever walks along the trail has come.
  await sql`create table event_mark (name text primary key, value text not null)`.execute(db);
}
