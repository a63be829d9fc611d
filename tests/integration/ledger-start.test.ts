import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { MIGRATIONS } from '../../src/ledger/migrations/index.ts';
import { createTempFolder } from '../support/temp-folder.ts';

const LEDGER = new URL('../../src/ledger/ledger.ts', import.meta.url).href;

test('a ledger is brought to this version once when several processes start at the same moment', async () => {
  await using folder = await createTempFolder();
  const path = folder.file('jeton.db');
  const program = `
    import { openLedger } from ${JSON.stringify(LEDGER)};
    const ledger = await openLedger({ engine: 'sqlite', path: ${JSON.stringify(path)}, clock: { now: () => 0, elapsed: () => 0 } });
    console.log(ledger.migrated.length);
    await ledger[Symbol.asyncDispose]();`;
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program];
  const run = promisify(execFile);
  const starts = await Promise.all(Array.from({ length: 4 }, () => run(process.execPath, args)));
  assert.deepEqual(starts.map(({ stdout }) => stdout.trim()).sort(), ['0', '0', '0', String(MIGRATIONS.length)]);
});
