import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import type { Installation } from '../../support/jeton.ts';
import { runCampaign } from '../campaign.ts';
import type { Counts, Stage } from '../stage.ts';
import type { Family } from './family.ts';

/** How long the service lives between two orderly stops at most, in milliseconds. */
const LIFE_MS = 1500;
/** What an operator's service manager is promised, in milliseconds. */
const PROMISED_MS = 10_000;

/** SIGTERM under load, again and again: every time the exit code is 0, in time, and no lease is left. */
async function terminateAgainAndAgain({ world, service, random, most, isOver, tell }: Stage): Promise<Counts> {
  let [stops, longest] = [0, 0];
  for (; stops < most && !isOver(); stops += 1) {
    await service.start();
    await pause(random.fraction() * LIFE_MS);
    const began = performance.now();
    assert.equal(await service.stop(), 0, 'the exit code');
    longest = Math.max(longest, performance.now() - began);
    assert.equal(countLeases(world.installation), 0, 'leases go back');
    tell(stops + 1);
  }
  assert.ok(longest < PROMISED_MS, `a stop took ${Math.round(longest)} ms`);
  await service.start();
  return { stops, 'longest stop, ms': Math.round(longest) };
}

function countLeases({ ledger }: Installation): number {
  const database = new DatabaseSync(ledger, { readOnly: true, timeout: 5000 });
  try {
    const row = database.prepare('select count(*) as leases from delivery where lease_until is not null').get();
    return Number(row?.['leases']);
  } finally {
    database.close();
  }
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
