import type { Clock } from '../../src/platform/clock.ts';

export interface MovableClock extends Clock {
  /** Moves on by so many milliseconds. */
  advance(milliseconds: number): void;
  /** Stands at this instant, milliseconds since the epoch. */
  set(instant: number): void;
}

/** A clock that stands still until it is moved; it starts on a Tuesday in term time unless told otherwise. */
export function createClock(start = Date.parse('2026-10-06T08:00:00Z')): MovableClock {
  let instant = start;
  return {
    now: () => instant,
    advance: (milliseconds) => {
      instant += milliseconds;
    },
    set: (to) => {
      instant = to;
    },
  };
}
