import type { Random } from '../platform/random.ts';

const FIRST_MS = 1000;
const LONGEST_MS = 5 * 60_000;

/**
 * How long to wait after the given number of failed tries: 1 s, 2 s, 4 s ... five minutes, each spread by half up or
 * down, so that a recovering back-end is not met by all at once. No gap exceeds the promise's ten minutes.
 */
export function backoffMs(attempts: number, random: Random): number {
  const base = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 30));
  return Math.round(base * (0.5 + random.fraction()));
}

/** How long to wait for a recipient that is well and does not have the password yet: a tenth of the time it has been waiting. */
export function waitingMs(waitedMs: number, random: Random): number {
  const base = Math.min(LONGEST_MS, Math.max(FIRST_MS, waitedMs / 10));
  return Math.round(base * (0.75 + random.fraction() / 2));
}

const LAST_TRY_MS = 60_000;

/** When to try again: no later than a minute before the deadline, so that a recipient that came back late still gets it. */
export function nextTryAt({ now, waitMs, deadlineAt }: { now: number; waitMs: number; deadlineAt: number }): number {
  const last = deadlineAt - LAST_TRY_MS;
  return now < last ? Math.min(now + waitMs, last) : now + waitMs;
}
