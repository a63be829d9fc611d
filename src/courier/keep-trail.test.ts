import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { startTrail } from '../../tests/support/tamper.ts';
import { TRAIL } from '../../tests/support/trail.ts';
import { keepTrailOnce } from './keep-trail.ts';

const DAY = 86_400_000;

test('the service purges once a day, whichever process it is', async () => {
  await using trail = await startTrail();
  const { ledger, clock } = trail;
  const log = pino({ level: 'silent' });
  const keeping = { ledger, clock, log, keys: TRAIL, retentionMs: 180 * DAY };
  await trail.fill(100);
  clock.advance(181 * DAY);
  const turns = await Promise.all([keepTrailOnce(keeping), keepTrailOnce(keeping)]);
  assert.deepEqual(turns.toSorted(), [false, true]);
  assert.equal((await ledger.db.selectFrom('event').select('id').execute()).length, 1, 'the entry about the purge');
  clock.advance(DAY / 2);
  assert.equal(await keepTrailOnce(keeping), false);
  clock.advance(DAY / 2);
  assert.equal(await keepTrailOnce(keeping), true);
});
