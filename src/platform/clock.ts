/** The time, as an argument, so that a rule can be tried at 12 h less a second and at 12 h and a second. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. Whoever sets the machine's clock makes this step, forward or back. */
  now(): number;
  /** Milliseconds since some moment in the past; goes on evenly whatever is done to the clock. */
  elapsed(): number;
}

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() };
