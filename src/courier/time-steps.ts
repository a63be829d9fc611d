import type { Clock } from '../platform/clock.ts';

/** Less than this is how a clock is kept right; more is a step. Milliseconds. */
const NOTICEABLE_MS = 10_000;

/** A step of the clock: it showed `before` and shows `now`, and no time has passed between. */
export interface TimeStep {
  readonly before: number;
  readonly now: number;
}

/** Notices when the machine's clock has been set, or the machine has slept: by how far it has left the time that went by. */
export class TimeSteps {
  readonly #clock: Clock;
  #ahead: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#ahead = clock.now() - clock.elapsed();
  }

  /** Has a step since the last call dealt with, if there was one. When that fails, the next call tells of it again. */
  async follow(deal: (step: TimeStep) => Promise<void>): Promise<void> {
    const now = this.#clock.now();
    const ahead = now - this.#clock.elapsed();
    const moved = ahead - this.#ahead;
    if (Math.abs(moved) >= NOTICEABLE_MS) await deal({ before: now - moved, now });
    this.#ahead = ahead;
  }
}
