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
  #openUntil = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many of `free` places may be used now. */
  allowance(free: number, inFlight: number): number {
    if (this.#failures < FAILURES_TO_OPEN) return free;
    if (this.#clock.now() < this.#openUntil || inFlight > 0) return 0;
    return Math.min(1, free);
  }

  /** `closed`: all is well; `open`: resting; `half-open`: the next delivery tries the ground. */
  get state(): 'closed' | 'open' | 'half-open' {
    if (this.#failures < FAILURES_TO_OPEN) return 'closed';
    return this.#clock.now() < this.#openUntil ? 'open' : 'half-open';
  }

  note(health: Health): void {
    if (health === 'well') {
      this.#failures = 0;
      return;
    }
    this.#failures += 1;
    const beyond = this.#failures - FAILURES_TO_OPEN;
    if (beyond < 0) return;
    this.#openUntil = this.#clock.now() + Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(beyond, 10));
  }
}
