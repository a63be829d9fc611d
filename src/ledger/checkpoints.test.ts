import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { describe, test } from 'node:test';
import { createClock } from '../../tests/support/clock.ts';
import { createTempFolder } from '../../tests/support/temp-folder.ts';
import { until } from '../../tests/support/until.ts';
import { TRAIL } from '../../tests/support/trail.ts';
import { openLedger } from './ledger.ts';

const MEGABYTE = 1024 * 1024;
const sizeOf = (path: string): number => statSync(path).size;

describe('checkpoints', () => {
  test('the log is moved into the file long before SQLite does it by itself', async () => {
    await using folder = await createTempFolder();
    const path = folder.file('jeton.db');
    await using ledger = await openLedger({ engine: 'sqlite', path, clock: createClock(), trail: TRAIL });
    const write = (detail: string) =>
      ledger.transaction((tx) => tx.record({ kind: 'request.unknown', detail: { detail } }));
    // Twenty megabytes, of the thirty-two that SQLite would wait for.
    for (let count = 0; count < 200; count += 1) await write('x'.repeat(100_000));
    await until(() => (sizeOf(path) > 15 * MEGABYTE ? true : undefined), { missing: 'the file has not grown' });
  });

  test('a ledger that is closed leaves no log behind', async () => {
    await using folder = await createTempFolder();
    const path = folder.file('jeton.db');
    const ledger = await openLedger({ engine: 'sqlite', path, clock: createClock(), trail: TRAIL });
    for (let count = 0; count < 200; count += 1) {
      await ledger.transaction((tx) => tx.record({ kind: 'request.unknown', detail: { count } }));
    }
    await ledger[Symbol.asyncDispose]();
    assert.equal(existsSync(`${path}-wal`), false);
  });
});
