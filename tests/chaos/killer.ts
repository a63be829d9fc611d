import { setTimeout as pause } from 'node:timers/promises';
import type { Counts, Stage } from './stage.ts';

/** What is waited for before the axe falls. */
type Occasion = 'start' | 'time' | 'request' | 'password' | 'mail' | 'announcement';

/** Some come more often than others. */
const OCCASIONS: readonly [Occasion, ...Occasion[]] = [
  ...(['start', 'time', 'time', 'request', 'password', 'password', 'password', 'mail', 'announcement'] as const),
];

/** Milliseconds. */
const START_MS = 900;
const LONGEST_LIFE_MS = 900;
/** Within these after the occasion: a password is accepted and set in the directory in about as long. */
const AFTER_MS = 40;

/** Kills the service and starts it again until everybody is through, or has been hindered enough; leaves it running. */
export async function killAgainAndAgain(stage: Stage): Promise<Counts> {
  const { service, random, most } = stage;
  const kills: Record<string, number> = { kills: 0 };
  for (let count = 0; count < most && !stage.isOver(); count += 1) {
    const occasion = random.pick(OCCASIONS);
    if (occasion === 'start') await service.startInVain(AbortSignal.timeout(Math.round(random.fraction() * START_MS)));
    else {
      await service.start();
      await momentOf(occasion, stage);
      await service.kill();
    }
    kills['kills'] = (kills['kills'] ?? 0) + 1;
    const name = `at ${occasion}`;
    kills[name] = (kills[name] ?? 0) + 1;
    stage.tell(count + 1);
  }
  await service.start();
  return kills;
}

/** Waits for an occasion, though not for long, and a moment more. */
export async function momentOf(occasion: Exclude<Occasion, 'start'>, stage: Stage): Promise<void> {
  const { random } = stage;
  const longest = random.fraction() * LONGEST_LIFE_MS;
  if (occasion === 'time') {
    await pause(longest);
    return;
  }
  const wanted = countOf(occasion, stage) + 1 + Math.floor(random.fraction() * 4);
  const end = performance.now() + LONGEST_LIFE_MS;
  while (countOf(occasion, stage) < wanted && performance.now() < end) await pause(1);
  await pause(random.fraction() * AFTER_MS);
}

function countOf(occasion: Exclude<Occasion, 'start' | 'time'>, { world, counters }: Stage): number {
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
