import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { runCampaign } from './campaign.ts';

const JOURNEYS = 50;
const KILLS = 10;
const SEED = process.env['SEED'] === undefined ? randomInt(2 ** 31) : Number(process.env['SEED']);

test('kill -9 at random moments of fifty journeys loses no accepted password and no mail', async () => {
  const { kills, walks } = await runCampaign({ journeys: JOURNEYS, kills: KILLS, seed: SEED });
  assert.equal(walks.length, JOURNEYS);
  assert.ok(kills > KILLS / 2, `${kills} kills`);
});
