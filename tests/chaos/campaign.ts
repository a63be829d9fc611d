import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { waitForRest } from '../support/at-rest.ts';
import { draw } from '../support/draw.ts';
import { killAgainAndAgain } from './killer.ts';
import { MortalService } from './mortal-service.ts';
import { assertKept, assertNothingLeft } from './verdict.ts';
import { type Counters, type Walk, walk } from './walk.ts';
import { createWorld } from './world.ts';

export interface Campaign {
  /** How many people are on their way at once. */
  readonly journeys: number;
  /** How often the service is killed at most; it ends earlier when everybody is through. */
  readonly kills: number;
  readonly seed: number;
}

/** What a campaign has seen. */
export interface Seen {
  readonly kills: number;
  readonly walks: readonly Walk[];
}

/**
 * People walk the procedure while the service is killed and started again. Then nothing may be missing outside: every
 * password whose acceptance was seen opens its account, every mail has come, every application knows.
 */
export async function runCampaign({ journeys, kills: most, seed }: Campaign): Promise<Seen> {
  console.log(`seed ${seed}: ${journeys} journeys, at most ${most} kills`);
  const random = draw(seed);
  await using world = await createWorld(journeys, draw(random.fraction() * 2 ** 32));
  assert.equal(world.people.length, journeys);
  await using service = new MortalService(world.installation);
  const counters: Counters = { requests: 0, passwords: 0 };
  const seedOf = (): number => random.fraction() * 2 ** 32;
  let isOver = false;
  const around = { world, counters, up: () => service.up() };
  const walking = Promise.all(
    world.people.map(async (resident, index) => {
      const own = draw(seedOf());
      await pause(own.fraction() * arrivalMs(journeys));
      return await walk(resident, clientOf(index), { ...around, random: own });
    }),
  ).finally(() => (isOver = true));
  const killing = killAgainAndAgain({ world, service, counters, random: draw(seedOf()), most, isOver: () => isOver });
  const began = performance.now();
  const [walks, kills] = await Promise.all([walking, killing]);
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`${seconds} s: ${describe(walks)}; kills by occasion: ${JSON.stringify(kills)}`);
  await waitForRest(world.installation);
  for (const each of walks) await assertKept(world, each);
  assert.deepEqual(service.complaints, [], 'the service logs no fault');
  assert.equal(await service.stop(), 0);
  await assertNothingLeft(world);
  return { kills: Object.values(kills).reduce((sum, count) => sum + count, 0), walks };
}

/** Fifty at once; more than that come one after the other, so that there are always some at every step. */
function arrivalMs(journeys: number): number {
  return Math.max(0, journeys - 50) * 100;
}

/** Everybody comes from an address of their own. */
function clientOf(index: number): string {
  return `198.51.${100 + Math.floor(index / 250)}.${1 + (index % 250)}`;
}

function describe(walks: readonly Walk[]): string {
  const rounds = walks.flatMap((each) => each.rounds);
  const total = (of: (each: Walk) => number): number => walks.reduce((sum, each) => sum + of(each), 0);
  const accepted = rounds.filter(({ end }) => end === 'accepted').length;
  return [
    `${walks.length} journeys, ${rounds.length} links used`,
    `${accepted} acceptances seen, ${rounds.length - accepted} found out afterwards`,
    `answers lost: ${total(({ lost }) => lost.request)} requests, ${total(({ lost }) => lost.open)} pages, ${total(({ lost }) => lost.password)} passwords`,
  ].join('; ');
}
