import assert from 'node:assert/strict';
import { test } from 'node:test';
import { application } from './families/application.ts';
import { CAMPAIGN_MS, seedOfRun } from './run.ts';

test(
  'an application that is down past the promise, back in time, slow or faulty costs nobody a password unheard of',
  { timeout: CAMPAIGN_MS },
  async () => {
    const { counts } = await application.round({ journeys: 6, most: 5, seed: seedOfRun() });
    assert.equal(counts['promises missed'], 1);
    assert.equal(counts['back in time'], 1);
  },
);
