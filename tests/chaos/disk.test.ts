import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disk } from './families/disk.ts';
import { CAMPAIGN_MS, seedOfRun } from './run.ts';

test('a full disk is answered with the truth, and loses nothing', { timeout: CAMPAIGN_MS }, async (context) => {
  const lack = await disk.lacks?.();
  if (lack !== undefined) {
    context.skip(lack);
    return;
  }
  const { counts } = await disk.round({ journeys: 5, most: 3, seed: seedOfRun() });
  assert.equal(counts['told the truth'], 1);
});
