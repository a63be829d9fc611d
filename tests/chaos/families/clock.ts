import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { type Scene, runCampaign } from '../campaign.ts';
import { choose, comeToTheForm, peopleOf, waitUntilOpens } from '../scenes.ts';
import { until } from '../../support/until.ts';
import type { Counts, Stage } from '../stage.ts';
import { TimeOfWorld } from '../time-of-world.ts';
import { showTrail } from '../verdict.ts';
import { askLedger } from '../world.ts';
import type { Family } from './family.ts';

const HOUR = 3_600_000;
/** Between two steps, in milliseconds, at most. */
const BETWEEN_MS = 2500;
const PATIENCE_MS = 60_000;
const TRIES = 'select sum(attempts) from delivery';

/** Sets the clock an hour forward, and back, and again. */
function stepAgainAndAgain(time: TimeOfWorld): (stage: Stage) => Promise<Counts> {
  return async ({ service, random, most, isOver, tell }) => {
    await service.start();
    const counts = { 'an hour forward': 0, 'an hour back': 0 };
    for (let step = 0; step < most && !isOver(); step += 1) {
      await pause(random.fraction() * BETWEEN_MS);
      const isForward = step % 2 === 0;
      await time.clock.step(service, isForward ? HOUR : -HOUR);
      counts[isForward ? 'an hour forward' : 'an hour back'] += 1;
      tell(step + 1);
    }
    return counts;
  };
}

/** A password that is still being tried when the clock is set an hour ahead is not overdue, and arrives. */
function stillTried(time: TimeOfWorld): Scene {
  return async (stage) => {
    const { world, service } = stage;
    const [resident] = peopleOf(stage);
    const password = `Horloge-${resident.uid}`;
    const form = await comeToTheForm(stage, resident);
    await world.slapd.stop();
    await choose(form, password);
    const before = await askLedger(world, TRIES);
    await time.clock.step(service, HOUR);
    const isTriedAgain = async () => (await askLedger(world, TRIES)) > before || undefined;
    await until(isTriedAgain, { missing: 'not tried an hour later', patienceMs: PATIENCE_MS, lookMs: 200 });
    await world.slapd.start();
    await waitUntilOpens(stage, resident, { password, not: resident.password });
    assert.doesNotMatch(await showTrail(world.installation, resident.uid), /expired|promise\.missed/);
    await time.clock.step(service, -HOUR);
    return { 'still tried': 1 };
  };
}

export const clock: Family = {
  name: 'clock',
  about: 'the clock of the running service is set an hour forward, and back',
  long: { journeys: 40, most: 80 },
  round(extent) {
    const time = new TimeOfWorld();
    return runCampaign({
      ...extent,
      trouble: stepAgainAndAgain(time),
      goesOn: true,
      scenes: [stillTried(time)],
      serve: (world) => time.set(world),
      slackMs: HOUR,
    });
  },
};
