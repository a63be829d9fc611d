import { setTimeout as pause } from 'node:timers/promises';
import type { Draw } from '../support/draw.ts';
import type { MortalService } from './mortal-service.ts';
import type { Counters } from './walk.ts';
import type { World } from './world.ts';

/** What is waited for before the axe falls. */
type Occasion = 'start' | 'time' | 'request' | 'password' | 'mail' | 'announcement';

/** Some come more often than others. */
const OCCASIONS: readonly [Occasion, ...Occasion[]] = [
  ...(['start', 'time', 'time', 'request', 'password', 'password', 'password', 'mail', 'announcement'] as const),
];

/** Kills that came while somebody waited for an answer are counted by those who waited. */
export type Kills = Record<Occasion, number>;

/** Milliseconds. */
const START_MS = 900;
const LONGEST_LIFE_MS = 900;
/** Within these after the occasion: a password is accepted and set in the directory in about as long. */
const AFTER_MS = 40;

export interface Killing {
  readonly world: World;
  readonly service: MortalService;
  readonly counters: Counters;
  readonly random: Draw;
  /** No more than this. */
  readonly most: number;
  /** Whether everybody is through. */
  isOver(): boolean;
}

/** Kills the service and starts it again until everybody is through, or has been hindered enough; leaves it running. */
export async function killAgainAndAgain(killing: Killing): Promise<Kills> {
  const { service, random, most } = killing;
  const kills: Kills = { start: 0, time: 0, request: 0, password: 0, mail: 0, announcement: 0 };
  for (let count = 0; count < most && !killing.isOver(); count += 1) {
    const occasion = random.pick(OCCASIONS);
    if (occasion === 'start') await service.startInVain(AbortSignal.timeout(Math.round(random.fraction() * START_MS)));
    else {
      await service.start();
      await momentOf(occasion, killing);
      await service.kill();
    }
    kills[occasion] += 1;
  }
  await service.start();
  return kills;
}

async function momentOf(occasion: Exclude<Occasion, 'start'>, killing: Killing): Promise<void> {
  const { random } = killing;
  const longest = random.fraction() * LONGEST_LIFE_MS;
  if (occasion === 'time') {
    await pause(longest);
    return;
  }
  const wanted = countOf(occasion, killing) + 1 + Math.floor(random.fraction() * 4);
  const end = performance.now() + LONGEST_LIFE_MS;
  while (countOf(occasion, killing) < wanted && performance.now() < end) await pause(1);
  await pause(random.fraction() * AFTER_MS);
}

function countOf(occasion: Exclude<Occasion, 'start' | 'time'>, { world, counters }: Killing): number {
  switch (occasion) {
    case 'request':
      return counters.requests;
    case 'password':
      return counters.passwords;
    case 'mail':
      return world.relay.mails.length;
    case 'announcement':
      return world.receiver.announcements.length;
  }
}
