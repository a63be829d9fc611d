import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock } from './families/clock.ts';
import { CAMPAIGN_MS, seedOfRun } from './run.ts';

test(
  'a clock that is set an hour forward and back makes nothing overdue and loses nothing',
  { timeout: CAMPAIGN_MS },
  async () => {
    const { counts } = await clock.round({ journeys: 5, most: 5, seed: seedOfRun() });
    assert.equal(counts['still tried'], 1);
  },
);
