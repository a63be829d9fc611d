import assert from 'node:assert/strict';
import { test } from 'node:test';
import { directory } from './families/directory.ts';
import { CAMPAIGN_MS, seedOfRun } from './run.ts';

test(
  'a directory that stops, hangs, is read-only or cut off in mid-answer loses no password and takes none twice',
  { timeout: CAMPAIGN_MS },
  async () => {
    const { counts } = await directory.round({ journeys: 8, most: 8, seed: seedOfRun() });
    assert.equal(counts['newer refused'], 1);
  },
);
