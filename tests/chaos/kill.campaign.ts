import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { runCampaign } from './campaign.ts';

/** `JOURNEYS=500 KILLS=200 SEED=7 npm test -- tests/chaos/kill.campaign.ts` */
function numberFrom(name: string, standard: number): number {
  const written = process.env[name];
  return written === undefined ? standard : Number(written);
}

const campaign = {
  journeys: numberFrom('JOURNEYS', 200),
  kills: numberFrom('KILLS', 1000),
  seed: numberFrom('SEED', randomInt(2 ** 31)),
};

test('a long campaign of kills loses no accepted password and no mail', { timeout: 3_600_000 }, async () => {
  await runCampaign(campaign);
});
