import { setTimeout } from 'node:timers/promises';
import { nextTryAt } from '../journey/backoff.ts';
import { type Parcel, open } from '../journey/parcels.ts';
import type { JourneyParts } from '../journey/parts.ts';
import { putOff } from '../journey/settle-directory.ts';
import { settleOverdue } from '../journey/settle-overdue.ts';
import { claimDeliveries, deleteSpentDataKeys, findDueRecipients, findOverdue } from '../ledger/claims.ts';
import { keepTimeLeft } from '../ledger/deadlines.ts';
import { findSealed } from '../ledger/deliveries.ts';
import { endImpossibleWaits, giveLeaseBack, postponeDelivery } from '../ledger/leases.ts';
import { deleteOldResets } from '../ledger/resets.ts';
import type { DeliveryRow } from '../ledger/schema.ts';
import { deleteClosedWindows } from '../ledger/throttles.ts';
import type { Logger } from 'pino';
import { AppError, type ErrorCode, messageOf } from '../platform/errors.ts';
import { DATA_KEY_LIFE_MS, type Opener } from '../platform/seal.ts';
import { Breaker } from './breaker.ts';
import type { Carrier } from './carrier.ts';
import { type TimeStep, TimeSteps } from './time-steps.ts';

/** How often the ledger is looked at when nobody calls, in milliseconds. */
const POLL_MS = 1000;
const SWEEP_MS = 60_000;
const OVERDUE_AT_ONCE = 200;
/** How long a reset is kept after its link has ended, for `jeton show` and the desk: thirty days. */
const RESET_LIFE_MS = 30 * 24 * 3_600_000;
const RESETS_AT_ONCE = 500;
/** A lease outlives the carrier's timeout by this, for the outcome to be recorded. */
const LEASE_MARGIN_MS = 15_000;
const STOP_MS = 5000;
/** After how long a delivery is offered again that was sealed with a key that this courier does not have, in milliseconds. */
const KEY_WAIT_MS = 5000;

interface Round {
  readonly carrier: Carrier;
  readonly breaker: Breaker;
  readonly inFlight: Set<Promise<void>>;
}

export interface CourierOptions {
  readonly parts: JourneyParts;
  readonly opener: Opener;
  readonly carriers: readonly Carrier[];
  readonly log: Logger;
  /** How long a stop waits for what is in flight, in milliseconds; five seconds, for the process has ten in all. */
  readonly stopMs?: number;
}

/** Carries what is due: claims, opens, tries, has the outcome recorded. Any number of couriers share a ledger. */
export class Courier implements AsyncDisposable {
  readonly #options: CourierOptions;
  readonly #rounds: readonly Round[];
  readonly #stopping = new AbortController();
  readonly #steps: TimeSteps;
  #unsubscribe: readonly (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #called = false;
  #started = false;
  #sweepAt = 0;
  /** Keys whose absence has been logged. */
  readonly #missing = new Set<string>();

  constructor(options: CourierOptions) {
    this.#options = options;
    const { clock } = options.parts;
    this.#steps = new TimeSteps(clock);
    this.#rounds = options.carriers.map((carrier) => ({ carrier, breaker: new Breaker(clock), inFlight: new Set() }));
  }

  /** Starts looking, at every committed change, at every call of another process, and once a second besides. */
  start(): void {
    this.#started = true;
    const { ledger } = this.#options.parts;
    const wake = (): void => {
      this.wake();
    };
    this.#unsubscribe = [ledger.onCommitted(wake), ledger.onCalled(wake)];
    this.#timer = setInterval(() => {
      this.wake();
    }, POLL_MS);
    this.wake();
  }

  /** Looks now; called while it looks, it looks once more. */
  wake(): void {
    if (!this.#started || this.#isStopping) return;
    if (this.#looking !== undefined) {
      this.#called = true;
      return;
    }
    this.#looking = this.look()
      .catch((thrown: unknown) => {
        this.#options.log.error({ error: messageOf(thrown) }, 'the courier could not look at the ledger');
      })
      .finally(() => {
        this.#looking = undefined;
        if (!this.#called) return;
        this.#called = false;
        setImmediate(() => {
          this.wake();
        });
      });
  }

  /** One look: ends what is overdue and sets off with what is due, as far as places are free. */
  async look(): Promise<void> {
    const { parts } = this.#options;
    await this.#steps.follow((step) => this.#keepTimeLeft(step));
    const now = parts.clock.now();
    const due = await findDueRecipients(parts.ledger.db, now);
    for (const round of this.#rounds) if (due.has(round.carrier.recipient)) await this.#setOff(round);
    const overdue = await findOverdue(parts.ledger.db, now, OVERDUE_AT_ONCE);
    if (overdue.length > 0) await settleOverdue(parts, overdue);
    if (now >= this.#sweepAt || now < this.#sweepAt - SWEEP_MS) await this.#sweep(now);
  }

  /** Waits until nothing is in flight; what is due later stays in the ledger. */
  async settled(): Promise<void> {
    while (this.#rounds.some(({ inFlight }) => inFlight.size > 0)) {
      await Promise.all(this.#rounds.flatMap(({ inFlight }) => [...inFlight]));
    }
  }

  /** How each recipient fares, for metrics. */
  health(): readonly { recipient: string; inFlight: number; breaker: Breaker['state'] }[] {
    return this.#rounds.map(({ carrier: { recipient }, breaker, inFlight }) => {
      return { recipient, inFlight: inFlight.size, breaker: breaker.state };
    });
  }

  /**
   * Stops: what is in flight is given up or finishes, and every lease goes back. A carrier that ignores its signal is
   * not waited for longer than `stopMs`; its lease is left to end by itself, for its try may still land.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    clearInterval(this.#timer);
    this.#stopping.abort();
    const waiting = new AbortController();
    const { signal } = waiting;
    const finished = this.#finish().then(() => true);
    const inTime = await Promise.race([finished, setTimeout(this.#options.stopMs ?? STOP_MS, false, { signal })]);
    waiting.abort();
    if (!inTime) this.#options.log.warn({ recipients: this.#busy() }, 'stopped without waiting for tries in flight');
  }

  async #finish(): Promise<void> {
    await this.#looking;
    await this.settled();
  }

  #busy(): readonly string[] {
    return this.#rounds.filter(({ inFlight }) => inFlight.size > 0).map(({ carrier }) => carrier.recipient);
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #setOff({ carrier, breaker, inFlight }: Round): Promise<void> {
    const { parts } = this.#options;
    const limit = breaker.allowance(carrier.concurrency - inFlight.size, inFlight.size);
    if (limit <= 0 || this.#isStopping) return;
    const claim = {
      recipient: carrier.recipient,
      owner: parts.owner,
      limit,
      now: parts.clock.now(),
      leaseMs: carrier.timeoutMs + LEASE_MARGIN_MS,
    };
    // A transaction, so that nothing is carried that a power cut could still take back.
    const claimed = await parts.ledger.transaction((tx) => claimDeliveries(tx.db, claim));
    for (const delivery of claimed) {
      const carried = this.#carry({ carrier, breaker, inFlight }, delivery).finally(() => {
        inFlight.delete(carried);
        this.wake();
      });
      inFlight.add(carried);
    }
  }

  async #carry({ carrier, breaker }: Round, delivery: DeliveryRow): Promise<void> {
    const { parts, opener, log } = this.#options;
    try {
      const sealed = await findSealed(parts.ledger.db, delivery.id);
      // Not there: superseded between the claim and now.
      if (sealed !== undefined) {
        const parcel = await open(opener, { id: delivery.id, recipient: delivery.recipient, sealed });
        await this.#try({ carrier, breaker }, delivery, parcel);
      }
      if (sealed === undefined || this.#isStopping) await giveLeaseBack(parts.ledger.db, delivery);
    } catch (thrown) {
      if (isCode(thrown, 'SEAL_KEY_MISSING')) {
        await this.#waitForKey(delivery, messageOf(thrown));
        return;
      }
      log.error({ delivery: delivery.id, recipient: delivery.recipient, error: messageOf(thrown) }, 'a try failed');
      // Neither our ledger nor our seal says anything about the recipient.
      if (!isOurOwn(thrown)) breaker.note('ailing');
      await putOff(parts, delivery, messageOf(thrown)).catch(() => {
        // The ledger is away: the lease ends by itself, and the delivery is taken up again.
      });
    }
  }

  /** Another courier may have the key, and this one after its next start: nobody is to blame, and no wait grows. */
  async #waitForKey(delivery: DeliveryRow, detail: string): Promise<void> {
    const { parts, log } = this.#options;
    if (!this.#missing.has(detail)) log.error({ error: detail }, 'what is sealed with a key that is not here waits');
    this.#missing.add(detail);
    const { ledger, clock } = parts;
    const dueAt = nextTryAt({ now: clock.now(), waitMs: KEY_WAIT_MS, deadlineAt: delivery.deadline_at });
    await postponeDelivery(ledger.db, delivery, { dueAt, detail }).catch(() => {
      // The ledger is away: the lease ends by itself.
    });
  }

  async #try(
    { carrier, breaker }: Pick<Round, 'carrier' | 'breaker'>,
    delivery: DeliveryRow,
    parcel: Parcel,
  ): Promise<void> {
    const { clock, ledger } = this.#options.parts;
    // Whoever waits for an abort that has been already waits for ever.
    if (this.#isStopping) return;
    if (clock.now() + carrier.timeoutMs > (delivery.lease_until ?? 0)) {
      // This process was asleep, or the clock was moved: the lease no longer covers a whole try.
      await giveLeaseBack(ledger.db, delivery);
      return;
    }
    const signal = AbortSignal.any([AbortSignal.timeout(carrier.timeoutMs), this.#stopping.signal]);
    breaker.note(await carrier.carry(delivery, parcel, signal));
  }

  /** What was accepted has its hour, and not what is left of it by a clock that was set meanwhile. */
  async #keepTimeLeft(step: TimeStep): Promise<void> {
    const { parts, log } = this.#options;
    const deliveries = await keepTimeLeft(parts.ledger.db, step);
    log.warn({ seconds: Math.round((step.now - step.before) / 1000), deliveries }, 'the clock was set while in use');
  }

  async #sweep(now: number): Promise<void> {
    const { db } = this.#options.parts.ledger;
    this.#sweepAt = now + SWEEP_MS;
    await endImpossibleWaits(db, now);
    await deleteClosedWindows(db, now);
    await deleteSpentDataKeys(db, now - 2 * DATA_KEY_LIFE_MS);
    await deleteOldResets(db, { endedBefore: now - RESET_LIFE_MS, limit: RESETS_AT_ONCE });
  }
}

function isCode(thrown: unknown, code: ErrorCode): boolean {
  return thrown instanceof AppError && thrown.code === code;
}

function isOurOwn(thrown: unknown): boolean {
  return isCode(thrown, 'LEDGER_UNAVAILABLE') || isCode(thrown, 'SEAL_BROKEN');
}
