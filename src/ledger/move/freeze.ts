import { sql } from 'kysely';
import type { Db } from '../schema.ts';
import { TABLES } from './tables.ts';

const WRITES = ['insert', 'update', 'delete'] as const;

function triggers(): readonly { readonly trigger: string; readonly table: string; readonly write: string }[] {
  return TABLES.flatMap(({ name }) =>
    WRITES.map((write) => ({ trigger: `moved_${name}_${write}`, table: name, write })),
  );
}

/** Makes an SQLite ledger refuse every change, whatever program tries it: one that slept through the mark, for instance. */
export async function freeze(db: Db): Promise<void> {
  for (const { trigger, table, write } of triggers()) {
    const refuse = sql.raw(`begin select raise(abort, 'the ledger has moved'); end`);
    await sql`create trigger if not exists ${sql.id(trigger)} before ${sql.raw(write)} on ${sql.table(table)} ${refuse}`.execute(
      db,
    );
  }
}

export async function thaw(db: Db): Promise<void> {
  for (const { trigger } of triggers()) await sql`drop trigger if exists ${sql.id(trigger)}`.execute(db);
}
