/** The time, as an argument, so that a rule can be tried at 12 h less a second and at 12 h and a second. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
