import { sql } from 'kysely';
import { columnTypes } from '../dialects.ts';
import type { Db } from '../schema.ts';

/** A link can also be opened by a code that its mail holds, in the browser that asked for it. */
export async function shortCodes(db: Db): Promise<void> {
  const { bytes } = columnTypes(db);
  // The code under the key of the browser that waits for it; and SHA-256 of the token that browser got for it.
  await sql`alter table reset add column code_hash ${bytes}`.execute(db);
  await sql`alter table reset add column entered_hash ${bytes}`.execute(db);
  await sql`create unique index reset_by_code on reset (code_hash) where code_hash is not null`.execute(db);
  await sql`create unique index reset_by_entered on reset (entered_hash) where entered_hash is not null`.execute(db);
}
