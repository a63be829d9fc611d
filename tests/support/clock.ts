import type { Clock } from '../../src/platform/clock.ts';

export interface MovableClock extends Clock {
  /** So many milliseconds pass. */
  advance(milliseconds: number): void;
  /** Time passes until this instant, milliseconds since the epoch. */
  set(instant: number): void;
  /** Somebody sets the clock by so many milliseconds, forward or back, and no time passes. */
  step(milliseconds: number): void;
}

/** A clock that stands still until it is moved; it starts on a Tuesday in term time unless told otherwise. */
export function createClock(start = Date.parse('2026-10-06T08:00:00Z')): MovableClock {
  let instant = start;
  let passed = 0;
  const advance = (milliseconds: number): void => {
    instant += milliseconds;
    passed += milliseconds;
  };
  return {
    now: () => instant,
    elapsed: () => passed,
    advance,
    set: (to) => {
      advance(to - instant);
    },
    step: (milliseconds) => {
      instant += milliseconds;
    },
  };
}
