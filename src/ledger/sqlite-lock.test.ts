import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { createClock } from '../../tests/support/clock.ts';
import { only } from '../../tests/support/engines.ts';
import { type TempFolder, createTempFolder } from '../../tests/support/temp-folder.ts';
import { TRAIL } from '../../tests/support/trail.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { whenFree } from './sqlite-lock.ts';
import { takeFrom } from './throttles.ts';

const clock = createClock();
const rate = { count: 5, windowMs: 60_000 };

interface Setting extends AsyncDisposable {
  readonly ledger: Ledger;
  /** Another process, which holds the write lock. */
  readonly other: DatabaseSync;
}

async function lockLedger(folder: TempFolder): Promise<Setting> {
  const path = folder.file('jeton.db');
  const ledger = await openLedger({ engine: 'sqlite', path, clock, trail: TRAIL });
  const other = new DatabaseSync(path, { timeout: 0 });
  other.exec('begin immediate');
  return {
    ...{ ledger, other },
    async [Symbol.asyncDispose]() {
      other.close();
      await ledger[Symbol.asyncDispose]();
    },
  };
}

// Whoever waited on the event loop itself would wait for a lock that only this test lets go.
describe('while another process holds the write lock', only('sqlite'), () => {
  test('a transaction waits for it, and neither the event loop nor a reader waits with it', async () => {
    await using folder = await createTempFolder();
    await using setting = await lockLedger(folder);
    const { ledger, other } = setting;
    let isDone = false;
    const writing = ledger.transaction(async (tx) => {
      await tx.record({ kind: 'request.unknown', detail: {} });
      isDone = true;
    });
    assert.deepEqual(await ledger.db.selectFrom('event').select('id').execute(), []);
    assert.equal(isDone, false);
    other.exec('rollback');
    await writing;
    assert.equal((await ledger.db.selectFrom('event').select('id').execute()).length, 1);
  });

  test('a statement of its own waits for it, and neither the event loop nor a reader waits with it', async () => {
    await using folder = await createTempFolder();
    await using setting = await lockLedger(folder);
    const { ledger, other } = setting;
    let isTaken = false;
    const taking = takeFrom(ledger.db, { bucket: 'requests:198.51.100.1', rate }, clock.now()).then((taken) => {
      isTaken = true;
      return taken;
    });
    assert.deepEqual(await ledger.db.selectFrom('throttle').selectAll().execute(), []);
    assert.equal(isTaken, false);
    other.exec('rollback');
    assert.equal((await taking).kind, 'allowed');
  });

  test('patience ends, and the ledger is unavailable', async () => {
    await using folder = await createTempFolder();
    await using setting = await lockLedger(folder);
    const { other } = setting;
    const third = new DatabaseSync(folder.file('jeton.db'), { timeout: 0 });
    const begin = (): void => third.exec('begin immediate');
    await assert.rejects(whenFree(begin, { waits: [1, 1] }), { errcode: 5 });
    const freed = whenFree(begin, { waits: [1, 1000] });
    other.exec('rollback');
    await freed;
    third.close();
  });
});
