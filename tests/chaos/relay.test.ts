import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relay } from './families/relay.ts';
import { CAMPAIGN_MS, seedOfRun } from './run.ts';

test(
  'a relay that refuses, defers, hangs, drops, bounces and is away loses no mail',
  { timeout: CAMPAIGN_MS },
  async () => {
    const { counts } = await relay.round({ journeys: 6, most: 7, seed: seedOfRun() });
    assert.equal(counts['bounces'], 1);
    assert.equal(counts['half an hour away'], 1);
  },
);
