import type { Clock } from '../platform/clock.ts';
import { Breaker } from './breaker.ts';
import type { Carrier } from './carrier.ts';

/** How many deliveries may wait in memory for each place. */
const WAITING_PER_PLACE = 8;

/** One recipient: its carrier, its health, and what is on its way to it. */
export class Round {
  readonly carrier: Carrier;
  readonly breaker: Breaker;
  /** Something was left in the ledger for want of a place: worth a look as soon as one is free, and first in turn. */
  crowded = false;
  readonly #work = new Set<Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  constructor(carrier: Carrier, clock: Clock) {
    this.carrier = carrier;
    this.breaker = new Breaker(clock);
  }

  /** Deliveries on their way, or whose outcome is being recorded. */
  get inFlight(): number {
    return this.#work.size;
  }

  /** Places that may be used now. */
  get free(): number {
    const free = this.carrier.concurrency - this.#taken - this.#waiting.length;
    return Math.max(0, this.breaker.allowance(free, this.#taken));
  }

  /** Whether one more may wait in memory: nothing older is left behind in the ledger, and the recipient is well. */
  get isOpen(): boolean {
    const waiting = this.#work.size < this.carrier.concurrency * (1 + WAITING_PER_PLACE);
    return waiting && !this.crowded && this.breaker.state === 'closed';
  }

  /** Takes a place, of those that are free. @returns what frees it, once */
  take(): () => void {
    this.#taken += 1;
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      this.#taken -= 1;
      this.#waiting.shift()?.();
    };
  }

  /** Waits for a place, in turn. @returns what frees it, once */
  async wait(): Promise<() => void> {
    if (this.#taken < this.carrier.concurrency) return this.take();
    const { promise, resolve } = Promise.withResolvers<() => void>();
    this.#waiting.push(() => {
      resolve(this.take());
    });
    return await promise;
  }

  /** Counts a piece of work that a stop must wait for; it never rejects. */
  follow(work: Promise<void>): void {
    const followed = work.finally(() => {
      this.#work.delete(followed);
    });
    this.#work.add(followed);
  }

  /** Waits until nothing is in flight. */
  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }
}
