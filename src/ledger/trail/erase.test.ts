import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Institution, startInstitution } from '../../../tests/support/institution.ts';
import { choose, requestToken } from '../../../tests/support/steps.ts';
import { trailKeysOf } from '../../platform/trail-keys.ts';
import { erase, findTraces } from './erase.ts';
import { listIds } from './erased.ts';
import { atOneMoment } from './walk.ts';
import { verifyTrail } from './verify.ts';

const LUCIE = { id: 'id-28700001', address: 'lucie.martin@example.org' };

async function eraseOne(institution: Institution): Promise<number> {
  const { ledger, clock } = institution;
  const traces = await findTraces(ledger.db, [LUCIE.id], clock.now());
  await ledger.transaction((tx) => erase(tx, { traces, actor: 'user:root', reason: 'her request' }));
  return traces.events.length;
}

async function verdictOf({ ledger, keys }: Institution) {
  return await atOneMoment(ledger.db, (db) => verifyTrail(db, trailKeysOf(keys.address, keys.trail)));
}

async function walk(institution: Institution): Promise<void> {
  institution.directory.add('28700001', [LUCIE.address]);
  const token = await requestToken(institution, LUCIE.address);
  assert.equal((await choose(institution, token)).kind, 'accepted');
  await institution.drain();
}

describe('an erasure', () => {
  test('leaves nothing of the person but that something happened and when, and the trail still holds', async () => {
    await using institution = await startInstitution();
    await walk(institution);
    const { ledger } = institution;
    const before = await ledger.db.selectFrom('event').select(['id', 'at', 'kind']).orderBy('id').execute();
    const resets = await ledger.db.selectFrom('reset').select('id').execute();
    const erased = await eraseOne(institution);
    assert.ok(erased >= 6, `${erased} entries`);
    const rows = await ledger.db.selectFrom('event').selectAll().orderBy('id').execute();
    const text = JSON.stringify(rows);
    for (const trace of [LUCIE.id, ...resets.map(({ id }) => id), 'l•']) assert.ok(!text.includes(trace), trace);
    assert.deepEqual(
      rows.slice(0, before.length).map(({ id, at, kind }) => ({ id, at, kind })),
      before.map(({ id, at, kind }) => ({ id, at, kind })),
    );
    assert.deepEqual(await ledger.db.selectFrom('reset').select('id').execute(), []);
    assert.deepEqual(await ledger.db.selectFrom('delivery').select('id').execute(), []);
    const verdict = await verdictOf(institution);
    assert.deepEqual([verdict.erased, verdict.faults], [erased, []]);
    assert.equal(rows.at(-1)?.actor, 'user:root');
  });

  test('that no entry speaks of is content taken away', async () => {
    await using institution = await startInstitution();
    await walk(institution);
    const erased = await eraseOne(institution);
    await institution.ledger.db.deleteFrom('event').where('kind', '=', 'audit.erased').execute();
    const { faults, count } = await verdictOf(institution);
    assert.equal(faults.filter(({ kind }) => kind === 'blanked').length, erased);
    assert.ok(count > erased, 'and the entry is missing');
  });

  test('is not the moment for somebody whose link is still good', async () => {
    await using institution = await startInstitution();
    institution.directory.add('28700001', [LUCIE.address]);
    await requestToken(institution, LUCIE.address);
    const { underWay } = await findTraces(institution.ledger.db, [LUCIE.id], institution.clock.now());
    assert.equal(underWay, 1);
  });
});

test('numbers of entries are listed in runs', () => {
  assert.equal(listIds([7, 1, 2, 3, 9, 10]), '1-3,7,9-10');
  assert.equal(listIds([]), '');
});
