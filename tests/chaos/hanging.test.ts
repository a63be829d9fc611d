import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hanging } from './families/hanging.ts';
import { seedOfRun } from './seed.ts';

test('while a back-end hangs, the pages that do not need it are answered', async () => {
  const { counts } = await hanging.round({ journeys: 1, most: 0, seed: seedOfRun() });
  for (const name of ['directory', 'relay', 'application', 'flush of the ledger', 'lock of the ledger'])
    assert.equal(counts[`${name} hangs`], 1);
});
