import { setTimeout as pause } from 'node:timers/promises';
import { isPassing } from './faults.ts';
import { PATIENCE_MS } from './hosts.ts';

/** Before something is tried again, times the number of tries, in milliseconds. */
const AGAIN_MS = 20;

/**
 * Does something again while it meets what passes: a conflict, a server that goes down.
 * @param isOver whether it is no use any more
 */
export async function againWhilePassing<T>(work: () => Promise<T>, isOver: () => boolean): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (let runs = 1; ; runs += 1) {
    try {
      return await work();
    } catch (thrown) {
      if (!isPassing(thrown) || performance.now() >= until || isOver()) throw thrown;
    }
    await pause(runs * AGAIN_MS);
  }
}
