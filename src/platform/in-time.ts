import { setTimeout as pause } from 'node:timers/promises';

/** Waits for some work, so many milliseconds at most; it goes on by itself. @returns whether it ended in time @throws what it throws until then */
export async function isInTime(work: Promise<unknown>, ms: number): Promise<boolean> {
  const waiting = new AbortController();
  try {
    return await Promise.race([work.then(() => true), pause(ms, false, { signal: waiting.signal })]);
  } finally {
    waiting.abort();
  }
}
