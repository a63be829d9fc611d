import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, Stage, Trouble } from './stage.ts';

/** Longest times, in milliseconds: a fault lasts, and all is well between two. */
const LASTS_MS = 2500;
const BETWEEN_MS = 1200;

/** One of these faults after the other, each for a while; every one of them once before any comes again. */
export function oneAfterTheOther(faults: readonly [Fault, ...Fault[]]): Trouble {
  return async (stage) => {
    const counts: Record<string, number> = Object.fromEntries(faults.map(({ name }) => [name, 0]));
    let left: Fault[] = [];
    await stage.service.start();
    for (let count = 0; count < stage.most && !stage.isOver(); count += 1) {
      if (left.length === 0) left = [...faults];
      const [fault] = left.splice(Math.floor(stage.random.fraction() * left.length), 1);
      if (fault === undefined) break;
      await suffer(stage, fault);
      counts[fault.name] = (counts[fault.name] ?? 0) + 1;
      stage.tell(count + 1);
    }
    return counts;
  };
}

async function suffer(stage: Stage, fault: Fault): Promise<void> {
  const { random } = stage;
  await pause(random.fraction() * BETWEEN_MS);
  await fault.begin(stage);
  try {
    await pause(random.fraction() * LASTS_MS);
  } finally {
    await fault.end(stage);
  }
}
