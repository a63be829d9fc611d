import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kill } from './families/kill.ts';
import { CAMPAIGN_MS, seedOfRun } from './run.ts';

const JOURNEYS = 30;
const KILLS = 10;

test(
  'kill -9 at random moments of thirty journeys loses no accepted password and no mail',
  { timeout: CAMPAIGN_MS },
  async () => {
    const { counts, walks } = await kill.round({ journeys: JOURNEYS, most: KILLS, seed: seedOfRun() });
    assert.equal(walks.length, JOURNEYS);
    assert.ok((counts['kills'] ?? 0) > KILLS / 2, JSON.stringify(counts));
  },
);
