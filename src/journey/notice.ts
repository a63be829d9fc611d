import type { EventKind } from '../ledger/events.ts';
import { AppError } from '../platform/errors.ts';
import type { Notice } from './outcomes.ts';
import type { JourneyParts } from './parts.ts';

const HOUR_MS = 3_600_000;
/** Entries about one client network, and in all, that one process writes in an hour: a flood must not fill the ledger. */
const PER_CLIENT = 5;
const OVERALL = 500;

const KINDS = {
  forged: 'request.forged',
  malformed: 'request.malformed',
  'unknown-link': 'link.unknown',
  'dead-link': 'link.reused',
} as const satisfies Record<Notice['kind'], EventKind>;

/** Writes down what looks like an attack, sparingly. One for a process: it remembers what it has written. */
export class Notices {
  readonly #counts = new Map<string, number>();
  #overall = 0;
  #since = 0;

  /** Never fails: it goes with an answer that says no anyway. */
  async write({ ledger, clock }: JourneyParts, notice: Notice): Promise<void> {
    if (!this.#allows(`${notice.kind} ${notice.client}`, clock.now())) return;
    const { kind, client, detail } = notice;
    const event = { kind: KINDS[kind], client };
    const more = detail === undefined ? {} : { detail: { what: detail } };
    await ledger
      .transaction((tx) => tx.record({ ...event, ...more }))
      .catch((thrown: unknown) => {
        if (!(thrown instanceof AppError)) throw thrown;
      });
  }

  #allows(key: string, now: number): boolean {
    if (now >= this.#since + HOUR_MS || now < this.#since) {
      this.#counts.clear();
      this.#overall = 0;
      this.#since = now;
    }
    const count = this.#counts.get(key) ?? 0;
    if (count >= PER_CLIENT || this.#overall >= OVERALL) return false;
    this.#counts.set(key, count + 1);
    this.#overall += 1;
    return true;
  }
}
