import type { Clock } from '../platform/clock.ts';
import type { Health } from './carrier.ts';

const FAILURES_TO_OPEN = 5;
const FIRST_REST_MS = 2000;
const LONGEST_REST_MS = 60_000;

/**
 * Spares a recipient that is down: after a row of failures nothing is sent for a while, then one delivery tries the
 * ground (closed, open, half-open). The longest rest is far below the promise's longest gap.
 */
export class Breaker {
  readonly #clock: Clock;
  #failures = 0;
  #restFrom = 0;
  #restMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many of `free` places may be used now. */
  allowance(free: number, inFlight: number): number {
    if (this.#failures < FAILURES_TO_OPEN) return free;
    if (this.#isResting || inFlight > 0) return 0;
    return Math.min(1, free);
  }

  /** `closed`: all is well; `open`: resting; `half-open`: the next delivery tries the ground. */
  get state(): 'closed' | 'open' | 'half-open' {
    if (this.#failures < FAILURES_TO_OPEN) return 'closed';
    return this.#isResting ? 'open' : 'half-open';
  }

  /** A rest that begins in the future was noted before the clock stepped back: it is over. */
  get #isResting(): boolean {
    const rested = this.#clock.now() - this.#restFrom;
    return rested >= 0 && rested < this.#restMs;
  }

  note(health: Health): void {
    if (health === 'well') {
      this.#failures = 0;
      return;
    }
    // Set off before the rest began: it says nothing new.
    if (this.#isResting) return;
    this.#failures += 1;
    const beyond = this.#failures - FAILURES_TO_OPEN;
    if (beyond < 0) return;
    this.#restFrom = this.#clock.now();
    this.#restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(beyond, 10));
  }
}
