import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { runCampaign } from '../campaign.ts';
import type { Counts, Stage } from '../stage.ts';
import { askLedger } from '../world.ts';
import type { Family } from './family.ts';

/** How long the service lives between two orderly stops at most, in milliseconds. */
const LIFE_MS = 1500;
const LEASES = 'select count(*) from delivery where lease_until is not null';

/**
 * SIGTERM under load, again and again: every time the exit code is 0, and no lease is left. A stop that takes longer than
 * it may ends itself with another code.
 */
async function terminateAgainAndAgain({ world, service, random, most, isOver, tell }: Stage): Promise<Counts> {
  let [stops, longest] = [0, 0];
  for (; stops < most && !isOver(); stops += 1) {
    await service.start();
    await pause(random.fraction() * LIFE_MS);
    const began = performance.now();
    assert.equal(await service.stop(), 0, 'the exit code');
    longest = Math.max(longest, performance.now() - began);
    assert.equal(await askLedger(world, LEASES), 0, 'leases go back');
    tell(stops + 1);
  }
  await service.start();
  return { stops, 'longest stop, ms': Math.round(longest) };
}

export const terminate: Family = {
  name: 'terminate',
  about: 'SIGTERM under load',
  long: { journeys: 200, most: 200 },
  async round(extent) {
    const seen = await runCampaign({ ...extent, trouble: terminateAgainAndAgain });
    // Whoever was connected when the service stopped to listen may hear nothing; whoever was heard gets an answer.
    const halfDone = seen.walks.flatMap(({ rounds }) => rounds).filter(({ end }) => end === 'used');
    assert.deepEqual(halfDone, [], 'no password is accepted without an answer');
    return seen;
  },
};
