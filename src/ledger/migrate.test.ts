import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { type RawBuilder, sql } from 'kysely';
import { type MovableClock, createClock } from '../../tests/support/clock.ts';
import { TRAIL } from '../../tests/support/trail.ts';
import { type LedgerRoom, createRoom } from '../../tests/support/engines.ts';
import { runSql } from '../../tests/support/postgres.ts';
import { type Ledger, type LedgerOptions, openLedger, openLedgerForReading } from './ledger.ts';
import { contract } from './migrate.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';
import type { LedgerPlace } from './place.ts';
import { announceProcess, findProcesses, forgetProcess } from './processes.ts';
import { findSteps, newestOf } from './steps.ts';

const NEWEST = newestOf(MIGRATIONS);
const MINUTE = 60_000;

function run(statement: RawBuilder<unknown>): Migration['up'] {
  return async (db) => {
    await statement.execute(db);
  };
}

/** What the next version brings: a column beside an old one, then the end of the old one, then something unrelated. */
const ADDS: Migration = {
  ...{ version: NEWEST + 1, name: 'adds', phase: 'expand' },
  up: run(sql`alter table throttle add column added text`),
};
const TAKES_AWAY: Migration = {
  ...{ version: NEWEST + 2, name: 'takes-away', phase: 'contract', needs: NEWEST + 1 },
  up: run(sql`alter table throttle drop column added`),
};
const ADDS_MORE: Migration = {
  ...{ version: NEWEST + 3, name: 'adds-more', phase: 'expand' },
  up: run(sql`create table more (id text primary key)`),
};
const NEXT = [...MIGRATIONS, ADDS, TAKES_AWAY, ADDS_MORE];

function optionsIn(room: LedgerRoom, clock: MovableClock): LedgerOptions {
  return { ...room.place, clock, trail: TRAIL };
}

/** What a refused start must leave as it is: every byte of a file; tables, columns and steps of a database. */
async function contentOf(place: LedgerPlace): Promise<unknown> {
  if (place.engine === 'sqlite') return await readFile(place.path);
  const columns = await runSql(
    place,
    `select table_name, column_name from information_schema.columns
    where table_schema = 'public' order by 1, 2`,
  );
  return [columns, await runSql(place, 'select * from migration order by version')];
}

async function announceAs(
  id: string,
  ledger: Ledger,
  options: { now: number; migrations?: readonly Migration[] },
): Promise<void> {
  await announceProcess(ledger, { id, role: 'web', version: '1.2.3', started_at: options.now }, options);
}

describe('a ledger between two versions', () => {
  test('is expanded by the newer one’s start, and the older one goes on and starts again', async () => {
    await using room = await createRoom('empty');
    const options = optionsIn(room, createClock());
    await using older = await openLedger(options);
    await using newer = await openLedger({ ...options, migrations: NEXT });
    assert.deepEqual(newer.migrated, [`000${NEWEST + 1}-adds`, `000${NEWEST + 3}-adds-more`]);
    assert.deepEqual(
      (await findSteps(newer.db, NEXT)).contract.map(({ name }) => name),
      ['takes-away'],
    );
    await older.transaction((tx) => tx.record({ kind: 'request.unknown' }));
    await using again = await openLedger(options);
    assert.deepEqual(again.migrated, []);
    assert.deepEqual((await findSteps(again.db)).beyond, newer.migrated);
    await using reading = await openLedgerForReading(options);
    assert.deepEqual(reading.pending, []);
  });

  test('is not contracted while an older process may still run, and says which one', async () => {
    await using room = await createRoom('empty');
    const clock = createClock();
    await using ledger = await openLedger({ ...optionsIn(room, clock), migrations: NEXT });
    await announceAs('old-machine/1', ledger, { now: clock.now() });
    await announceAs('new-machine/1', ledger, { now: clock.now(), migrations: NEXT });
    clock.advance(20_000);
    await assert.rejects(contract(ledger, { clock, migrations: NEXT }), {
      code: 'LEDGER_IN_USE',
      message: /old-machine\/1 \(web, Jeton 1\.2\.3, seen 20 s ago\); upgrade or stop/,
    });
    assert.equal((await findSteps(ledger.db, NEXT)).contract.length, 1);
    await forgetProcess(ledger.db, 'old-machine/1');
    assert.deepEqual(await contract(ledger, { clock, migrations: NEXT }), [`000${NEWEST + 2}-takes-away`]);
    assert.deepEqual(await contract(ledger, { clock, migrations: NEXT }), []);
  });

  test('counts a killed process for five minutes after it was last seen', async () => {
    await using room = await createRoom('empty');
    const clock = createClock();
    await using ledger = await openLedger({ ...optionsIn(room, clock), migrations: NEXT });
    await announceAs('killed', ledger, { now: clock.now() });
    clock.advance(4 * MINUTE);
    await announceAs('killed', ledger, { now: clock.now() });
    clock.advance(5 * MINUTE);
    await assert.rejects(contract(ledger, { clock, migrations: NEXT }), { code: 'LEDGER_IN_USE' });
    clock.advance(1);
    assert.equal((await contract(ledger, { clock, migrations: NEXT })).length, 1);
    await announceAs('next', ledger, { now: clock.now(), migrations: NEXT });
    const lost = await ledger.db.selectFrom('event').select('detail').where('kind', '=', 'service.lost').execute();
    assert.deepEqual(
      lost.map(({ detail }) => detail),
      ['{"process":"killed","role":"web"}'],
    );
    assert.deepEqual(
      (await findProcesses(ledger.db, clock.now())).map(({ id }) => id),
      ['next'],
    );
  });

  test('refuses the older version once it is contracted, as it starts and as it runs, and is left as it was', async () => {
    await using room = await createRoom('empty');
    const clock = createClock();
    const options = optionsIn(room, clock);
    await using older = await openLedger(options);
    {
      await using newer = await openLedger({ ...options, migrations: NEXT });
      await contract(newer, { clock, migrations: NEXT });
    }
    await assert.rejects(announceAs('asleep until now', older, { now: clock.now() }), { code: 'LEDGER_NEWER' });
    assert.deepEqual(await findProcesses(older.db, clock.now()), []);
    await older[Symbol.asyncDispose]();
    const before = await contentOf(room.place);
    const message = new RegExp(
      `for programs of version ${NEWEST + 1} and later.* of version ${NEWEST}; install the newer`,
    );
    await assert.rejects(openLedger(options), { code: 'LEDGER_NEWER', message });
    await assert.rejects(openLedgerForReading(options), { code: 'LEDGER_NEWER' });
    assert.deepEqual(await contentOf(room.place), before, 'nothing was changed');
  });

  test('is for the version between, which knows to do without what was taken away', async () => {
    await using room = await createRoom('empty');
    const clock = createClock();
    const options = optionsIn(room, clock);
    const between = [...MIGRATIONS, ADDS];
    await using newer = await openLedger({ ...options, migrations: NEXT });
    await announceAs('between', newer, { now: clock.now(), migrations: between });
    await contract(newer, { clock, migrations: NEXT });
    await using ledger = await openLedger({ ...options, migrations: between });
    assert.equal((await findSteps(ledger.db, between)).beyond.length, 2);
  });

  test('takes all steps or none', async () => {
    await using room = await createRoom('empty');
    const options = optionsIn(room, createClock());
    const fails: Migration = {
      ...{ version: NEWEST + 4, name: 'fails', phase: 'expand' },
      up: () => Promise.reject(new Error('half-way')),
    };
    await assert.rejects(openLedger({ ...options, migrations: [...NEXT, fails] }), /half-way/);
    await using ledger = await openLedgerForReading(options);
    assert.equal(ledger.pending.length, MIGRATIONS.length);
  });
});

test('the steps are numbered from one without a gap, and the first ones are what they always were', () => {
  assert.deepEqual(
    MIGRATIONS.map(({ version }) => version),
    MIGRATIONS.map((_step, index) => index + 1),
  );
  assert.deepEqual(
    MIGRATIONS.slice(0, 2).map(({ name, phase }) => [name, phase]),
    [
      ['foundation', 'expand'],
      ['processes', 'expand'],
    ],
  );
});
