import { type RawBuilder, sql } from 'kysely';
import { MIGRATIONS, type Migration } from '../../src/ledger/migrations/index.ts';
import { newestOf } from '../../src/ledger/steps.ts';

const newest = newestOf(MIGRATIONS);

function run(...statements: readonly RawBuilder<unknown>[]): Migration['up'] {
  return async (db) => {
    for (const statement of statements) await statement.execute(db);
  };
}

/** Runs before a program and makes it the next version: it knows two steps more, on the tables that are used most. */
(MIGRATIONS as Migration[]).push(
  {
    ...{ version: newest + 1, name: 'adds', phase: 'expand' },
    up: run(
      sql`alter table delivery add column priority integer not null default 0`,
      sql`create index delivery_by_priority on delivery (priority)`,
      sql`alter table reset add column aim text`,
      sql`update reset set aim = purpose`,
      sql`alter table sealed add column spare text`,
    ),
  },
  {
    ...{ version: newest + 2, name: 'takes-away', phase: 'contract' },
    up: run(
      sql`drop index delivery_by_priority`,
      sql`alter table delivery drop column priority`,
      sql`alter table sealed drop column spare`,
    ),
  },
);
