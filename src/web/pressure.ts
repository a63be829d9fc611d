import { Gate, type Strain } from './gate.ts';

/**
 * What asks to be served. `page` and `request` begin a journey: the form, and an address posted in it. `begun` is
 * everything that somebody does who has a link or has chosen a password; it goes first.
 */
export type Kind = 'page' | 'request' | 'begun';

export const KINDS = ['page', 'request', 'begun'] as const satisfies readonly Kind[];

interface Limits {
  /** How late the event loop may come to its turn: everybody waits that long. Milliseconds. */
  readonly delayMs: number;
  /** How long those under way may take to be done, at the pace of now. Milliseconds; pages wait for nobody. */
  readonly queueMs: number;
}

/** What has begun bears ten times what keeps others from beginning, so that it is the last to feel it. */
const LIMITS: Readonly<Record<Kind, Limits>> = {
  page: { delayMs: 500, queueMs: Infinity },
  request: { delayMs: 500, queueMs: 2000 },
  begun: { delayMs: 5000, queueMs: 20_000 },
};
/** Below this part of every limit it is over. */
const EASE = 0.4;
/** How often it is measured while there is something to do, in milliseconds. */
const MEASURE_MS = 100;
/** So few under way say nothing: a single person waits when a directory hangs, and that is no queue. */
const QUEUE = 100;
/** Weight of the last measurement in the pace. */
const WEIGHT = 0.1;
/** A turn that comes later than this was no queue: the machine slept. Milliseconds. */
const ASLEEP_MS = 60_000;
/** Half a second of a queue. */
const ENOUGH = 0.4;

/** Those under way, and how fast they get done while there are enough of them to show what can be done. */
class Queue {
  underWay = 0;
  #finished = 0;
  /** Finished per millisecond, weighted; and the weights it is made of, which come to one in time. */
  #pace = 0;
  #weights = 0;

  leave(): void {
    this.underWay -= 1;
    this.#finished += 1;
  }

  measure(elapsedMs: number): void {
    const finished = this.#finished;
    this.#finished = 0;
    if (this.underWay < QUEUE) {
      // How fast few get done says how few there were.
      this.#pace = 0;
      this.#weights = 0;
      return;
    }
    // As many short measurements as fit into the time that went by.
    const kept = (1 - WEIGHT) ** (elapsedMs / MEASURE_MS);
    this.#pace = this.#pace * kept + (finished / elapsedMs) * (1 - kept);
    this.#weights = this.#weights * kept + (1 - kept);
  }

  /** How long those under way take at the pace of now, in milliseconds. */
  get drainMs(): number {
    return this.#weights < ENOUGH ? 0 : this.underWay / (this.#pace / this.#weights);
  }
}

export interface PressureOptions {
  readonly log: { readonly warn: (facts: Readonly<Record<string, number>>, line: string) => void };
  /** Called for everyone who is put off. */
  readonly onShed?: ((kind: Kind) => void) | undefined;
  /** Milliseconds that never step; the process's own unless said. */
  readonly now?: () => number;
}

/**
 * Knows when there is more to do than can be done in time, from two things it measures: how late the event loop comes to
 * its turn, and how long those under way will take. Then it puts off those who want to begin. While nobody asks for
 * anything it does nothing, not even measure.
 */
export class Pressure implements Disposable {
  readonly #options: Required<Pick<PressureOptions, 'now'>> & PressureOptions;
  readonly #gates = { page: new Gate(), request: new Gate(), begun: new Gate() } as const;
  readonly #queues = { page: new Queue(), request: new Queue(), begun: new Queue() } as const;
  #timer: NodeJS.Timeout | undefined;
  /** Somebody came since the last measurement. */
  #isAsked = false;
  #episode: { readonly from: number; shed: number } | undefined;

  constructor(options: PressureOptions) {
    this.#options = { now: () => performance.now(), ...options };
  }

  /** Whether one more is served now; who is not comes back later. */
  admits(kind: Kind): boolean {
    this.#isAsked = true;
    if (this.#timer === undefined) this.#arm();
    if (this.#gates[kind].admits()) return true;
    if (this.#episode !== undefined) this.#episode.shed += 1;
    this.#options.onShed?.(kind);
    return false;
  }

  /** Counts one as under way until the answer is there. */
  async during<T>(kind: Kind, work: () => T | Promise<T>): Promise<T> {
    const queue = this.#queues[kind];
    queue.underWay += 1;
    try {
      return await work();
    } finally {
      queue.leave();
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #arm(): void {
    const { now } = this.#options;
    const from = now();
    this.#timer = setTimeout(() => {
      this.measure(now() - from);
      const isIdle = !this.#isAsked && this.#episode === undefined && this.#underWay === 0;
      this.#isAsked = false;
      this.#timer = undefined;
      if (!isIdle) this.#arm();
    }, MEASURE_MS).unref();
  }

  /** One measurement. @param elapsedMs since the last one: what it is late by, everybody else waits for as well */
  measure(elapsedMs: number): void {
    if (elapsedMs > ASLEEP_MS) return;
    const delayMs = Math.max(0, elapsedMs - MEASURE_MS);
    for (const kind of KINDS) {
      this.#queues[kind].measure(Math.max(1, elapsedMs));
      this.#gates[kind].note(this.#strainOf(kind, delayMs));
    }
    this.#tell(delayMs);
  }

  #strainOf(kind: Kind, delayMs: number): Strain {
    const limits = LIMITS[kind];
    const share = Math.max(delayMs / limits.delayMs, this.#queues[kind].drainMs / limits.queueMs);
    if (share > 1) return 'strained';
    return share < EASE ? 'eased' : 'between';
  }

  get #underWay(): number {
    return KINDS.reduce((sum, kind) => sum + this.#queues[kind].underWay, 0);
  }

  /** One line when it begins and one when it is over, however many are put off. */
  #tell(delayMs: number): void {
    const isOpen = KINDS.every((kind) => this.#gates[kind].isOpen);
    const { log, now } = this.#options;
    if (!isOpen && this.#episode === undefined) {
      this.#episode = { from: now(), shed: 0 };
      log.warn({ delayMs: Math.round(delayMs), underWay: this.#underWay }, 'overloaded: who begins is put off');
    }
    if (isOpen && this.#episode !== undefined) {
      const { from, shed } = this.#episode;
      this.#episode = undefined;
      log.warn({ shed, seconds: Math.round((now() - from) / 1000) }, 'no longer overloaded');
    }
  }
}
