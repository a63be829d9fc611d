import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hanging } from './families/hanging.ts';
import { CAMPAIGN_MS, seedOfRun } from './run.ts';

test('while a back-end hangs, the pages that do not need it are answered', { timeout: CAMPAIGN_MS }, async () => {
  const { counts } = await hanging.round({ journeys: 1, most: 0, seed: seedOfRun() });
  for (const name of ['directory', 'relay', 'application', 'flush of the ledger', 'lock of the ledger'])
    assert.equal(counts[`${name} hangs`], 1);
});
