import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apart } from './families/apart.ts';
import { CAMPAIGN_MS, seedOfRun } from './run.ts';

test(
  'kill -9 of a web process and of a courier apart, over PostgreSQL, loses no accepted password and no mail',
  { timeout: CAMPAIGN_MS },
  async () => {
    const { counts } = await apart.round({ journeys: 10, most: 5, seed: seedOfRun(), engine: 'postgres' });
    assert.ok((counts['kills'] ?? 0) > 2, JSON.stringify(counts));
  },
);
