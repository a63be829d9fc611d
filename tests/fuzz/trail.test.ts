import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { sql } from 'kysely';
import { type Trail, startTrail } from '../support/tamper.ts';
import { anyText, fc, property } from './fuzz.ts';

const ENTRIES = 12;
const COLUMNS = [
  'at',
  'kind',
  'reset_id',
  'account_id',
  'recipient',
  'detail',
  'actor',
  'client',
  'chain',
  'seq',
  'salt',
  'digest',
  'link',
  'link_key',
];
let trail: Trail;
before(async () => {
  trail = await startTrail();
  await trail.fill(ENTRIES);
  await trail.run('create table kept as select * from event');
});
after(() => trail[Symbol.asyncDispose]());

property('an audit trail with any one value of it changed is never found whole, and whole again once it is put back', {
  cost: 30,
  inputs: fc.record({
    id: fc.integer({ min: 1, max: ENTRIES }),
    column: fc.constantFrom(...COLUMNS),
    value: fc.oneof(
      anyText.map((text) => text.toWellFormed()),
      fc.integer(),
      fc.uint8Array({ maxLength: 40 }),
      fc.constant(null),
    ),
  }),
  async holds({ id, column, value }) {
    const { db } = trail.ledger;
    const name = sql.ref(column);
    const before = await sql<{ was: unknown }>`select ${name} as was from event where id = ${id}`.execute(db);
    try {
      await sql`update event set ${name} = ${value} where id = ${id}`.execute(db);
    } catch {
      // The table itself takes no such value.
      return;
    }
    const now = await sql<{ was: unknown }>`select ${name} as was from event where id = ${id}`.execute(db);
    const { count } = await trail.verify();
    await sql`update event set ${name} = (select ${name} from kept where kept.id = event.id) where id = ${id}`.execute(
      db,
    );
    assert.equal(count > 0, !isSame(before.rows[0]?.was, now.rows[0]?.was));
    assert.equal((await trail.verify()).count, 0);
  },
});

function isSame(one: unknown, other: unknown): boolean {
  const isBytes = one instanceof Uint8Array && other instanceof Uint8Array;
  return isBytes ? Buffer.compare(one, other) === 0 : one === other;
}
