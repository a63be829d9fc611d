import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { callOffMove } from '../../src/ledger/move/call-off.ts';
import { moveLedger } from '../../src/ledger/move/move.ts';
import type { MovePlan } from '../../src/ledger/move/sides.ts';
import { announceProcess, forgetProcess } from '../../src/ledger/processes.ts';
import { type Institution, drain, startInstitution, startProcess } from '../support/institution.ts';
import { createDatabase } from '../support/postgres-databases.ts';
import { GOOD, choose } from '../support/steps.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { putUnderWay } from '../support/under-way.ts';
import { TRAIL } from '../support/trail.ts';

const MINUTE = 60_000;

function planOf({ place, clock }: Institution, to: MovePlan['to']): MovePlan {
  assert.ok(place.engine === 'sqlite');
  return { from: place, to, clock };
}

const QUIETLY = { onProgress: () => undefined, onVerified: () => undefined };

describe('a ledger that moves from SQLite to PostgreSQL', () => {
  test('brings all that is under way along, sealed as it was, and is not usable at the old place any more', async () => {
    await using institution = await startInstitution();
    const token = await putUnderWay(institution);
    await using database = await createDatabase('empty');
    const asleep = institution.ledger;
    const plan = planOf(institution, database.place);
    const verified: string[] = [];
    const moved = await moveLedger({
      ...{ ...plan, ...QUIETLY },
      onVerified: (table, { rows }) => verified.push(`${table} ${rows > 0}`),
    });
    assert.ok(moved);
    assert.deepEqual(
      verified,
      [
        'reset',
        'reset_account',
        'data_key',
        'delivery',
        'sealed',
        'event',
        'event_chain',
        'event_mark',
        'throttle',
      ].map((name) => `${name} ${name !== 'event_mark'}`),
    );
    await using process = await startProcess({ ...institution, place: database.place }, { owner: 'elsewhere' });
    institution.moodle.answer = { kind: 'done' };
    institution.clock.advance(10 * MINUTE);
    await drain(process.courier);
    assert.equal(institution.moodle.password, GOOD);
    assert.equal((await choose(process, token)).kind, 'accepted');

    await assert.rejects(openLedger({ ...institution.place, clock: institution.clock }), {
      code: 'LEDGER_MOVED',
      message: /the ledger has moved to postgres:\/\/postgres@127\.0\.0\.1:\d+\/jeton_/,
    });
    await assert.rejects(writeTo(asleep), /the ledger has moved/, 'not even one that slept meanwhile');
    assert.equal(await moveLedger({ ...plan, ...QUIETLY }), false, 'once is enough');
    await assert.rejects(callOffMove(plan), { code: 'LEDGER_MOVED', message: /has come to its end/ });
  });

  test('waits until nobody uses it, and goes nowhere where a ledger is already', async () => {
    await using institution = await startInstitution();
    await using database = await createDatabase('empty');
    const { ledger, clock } = institution;
    const plan = { ...planOf(institution, database.place), ...QUIETLY };
    await announceProcess(
      ledger,
      { id: 'machine/1', role: 'web', version: '1.2.3', started_at: 0 },
      { now: clock.now() },
    );
    await assert.rejects(moveLedger(plan), { code: 'LEDGER_IN_USE', message: /machine\/1 .*stop them first/ });
    await writeTo(ledger);
    await forgetProcess(ledger.db, 'machine/1');
    {
      await using other = await openLedger({ ...database.place, clock, trail: TRAIL });
      await writeTo(other);
    }
    await assert.rejects(moveLedger(plan), { code: 'LEDGER_IN_USE', message: /a ledger already: 1 rows in event/ });
    await using elsewhere = await createDatabase('empty');
    await assert.rejects(callOffMove({ ...plan, to: elsewhere.place }), { code: 'LEDGER_MOVED' }, 'it goes elsewhere');
    assert.equal(await callOffMove(plan), 'untouched');
    await writeTo(ledger);
    await database.run('delete from event');
    await database.run('delete from event_chain');
    assert.ok(await moveLedger(plan));
  });

  test('does not count as moved when a single value arrived as another one', async () => {
    await using institution = await startInstitution();
    await putUnderWay(institution);
    await using database = await createDatabase('empty');
    const plan = planOf(institution, database.place);
    {
      await using made = await openLedger({ ...plan.to, clock: plan.clock, trail: TRAIL });
      assert.ok(made.migrated.length > 0);
    }
    await database.run(`create function spoil() returns trigger language plpgsql as $$
      begin new.detail := 'other'; return new; end $$`);
    await database.run(
      'create trigger spoil before insert on event for each row when (new.id = 1) execute function spoil()',
    );
    await assert.rejects(moveLedger({ ...plan, ...QUIETLY }), {
      code: 'LEDGER_DIFFERS',
      message: /event did not arrive as it was/,
    });
    await database.run('drop trigger spoil on event');
    await assert.rejects(writeTo(institution.ledger), /the ledger has moved/);
    assert.equal(await callOffMove(plan), 'emptied');
    await writeTo(institution.ledger);
    assert.deepEqual(await database.run('select count(*)::int as rows from event'), [{ rows: 0 }]);
    assert.ok(await moveLedger({ ...plan, ...QUIETLY }));
  });
});

describe('a move whose new place goes away half-way', () => {
  test('is taken back without it, and what has arrived there cannot be used', async () => {
    await using institution = await startInstitution();
    await putUnderWay(institution);
    await using database = await createDatabase('empty');
    await using line = await startTcpProxy(database.place.hosts[0]?.port ?? 0);
    const to: MovePlan['to'] = { ...database.place, hosts: [{ host: '127.0.0.1', port: line.port }] };
    const plan = { ...planOf(institution, to), ...QUIETLY };
    const gone = new Error('gone');
    const leave = () => {
      throw gone;
    };
    await assert.rejects(moveLedger({ ...plan, onVerified: leave }), gone);
    await line.refuse();
    assert.equal(await callOffMove(plan), 'unreachable');
    await writeTo(institution.ledger);
    await line.admit();
    await assert.rejects(openLedger({ ...to, clock: plan.clock }), { code: 'LEDGER_MOVED' });
    await assert.rejects(moveLedger(plan), { code: 'LEDGER_IN_USE', message: /in a move that is not this one/ });
    assert.equal(await callOffMove(plan), 'untouched');
    await writeTo(institution.ledger);
  });
});

async function writeTo(ledger: Ledger): Promise<void> {
  await ledger.transaction((tx) => tx.record({ kind: 'request.unknown' }));
}
