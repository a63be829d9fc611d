import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slowLedger } from './families/slow-ledger.ts';
import { CAMPAIGN_MS, seedOfRun } from './run.ts';

test(
  'a ledger that is slow to flush or locked by another process loses nothing, and nothing is told before it is kept',
  { timeout: CAMPAIGN_MS },
  async () => {
    const { counts } = await slowLedger.round({ journeys: 5, most: 4, seed: seedOfRun() });
    assert.equal(counts['nothing before the disk'], 1);
  },
);
