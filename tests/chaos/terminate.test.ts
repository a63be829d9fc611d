import assert from 'node:assert/strict';
import { test } from 'node:test';
import { terminate } from './families/terminate.ts';
import { CAMPAIGN_MS, seedOfRun } from './run.ts';

test(
  'SIGTERM under load ends with exit code 0, finishes what is in hand, gives leases back and loses nothing',
  { timeout: CAMPAIGN_MS },
  async () => {
    const { counts } = await terminate.round({ journeys: 10, most: 4, seed: seedOfRun() });
    assert.ok((counts['stops'] ?? 0) > 1);
  },
);
