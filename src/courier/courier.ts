import type { HandOver, Place } from '../journey/hand-over.ts';
import { type Parcel, open } from '../journey/parcels.ts';
import type { JourneyParts } from '../journey/parts.ts';
import { putOff } from '../journey/settle-directory.ts';
import { settleOverdue } from '../journey/settle-overdue.ts';
import { claimDeliveries, findDueRecipients, findOverdue } from '../ledger/claims.ts';
import { keepTimeLeft } from '../ledger/deadlines.ts';
import { findSealed } from '../ledger/sealed.ts';
import { giveLeaseBack } from '../ledger/leases.ts';
import type { DeliveryRow } from '../ledger/schema.ts';
import type { Logger } from 'pino';
import { startDeadline } from '../platform/deadline.ts';
import { AppError, type ErrorCode, messageOf } from '../platform/errors.ts';
import { isInTime } from '../platform/in-time.ts';
import type { Opener } from '../platform/seal.ts';
import type { Breaker } from './breaker.ts';
import type { Carrier, Tried } from './carrier.ts';
import { KEY_WAIT_MS, LANE_WAIT, offerAgain } from './offer-again.ts';
import { Round } from './round.ts';
import { sweep } from './sweep.ts';
import { type TimeStep, TimeSteps } from './time-steps.ts';

/** How often the ledger is looked at when nobody calls, in milliseconds. */
const POLL_MS = 1000;
const SWEEP_MS = 60_000;
const OVERDUE_AT_ONCE = 200;
/** A lease outlives the carrier's timeout by this, for the outcome to be recorded. */
const LEASE_MARGIN_MS = 15_000;
const STOP_MS = 5000;

export interface CourierOptions {
  readonly parts: JourneyParts;
  readonly opener: Opener;
  readonly carriers: readonly Carrier[];
  readonly log: Logger;
  /** How long a stop waits for what is in flight, in milliseconds; five seconds, for the process has ten in all. */
  readonly stopMs?: number;
}

/** Carries what is due: claims, opens, tries, has the outcome recorded. Any number of couriers share a ledger. */
export class Courier implements AsyncDisposable, HandOver {
  readonly #options: CourierOptions;
  readonly #rounds: readonly Round[];
  readonly #stopping = new AbortController();
  readonly #steps: TimeSteps;
  #unsubscribe: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #called = false;
  #lookAround = true;
  #started = false;
  #sweepAt = 0;
  /** Keys whose absence has been logged. */
  readonly #missing = new Set<string>();

  constructor(options: CourierOptions) {
    this.#options = options;
    const { clock } = options.parts;
    this.#steps = new TimeSteps(clock);
    this.#rounds = options.carriers.map((carrier) => new Round(carrier, clock));
  }

  /** Starts looking: whenever a transaction, here or in another process, has made something due, and once a second. */
  start(): void {
    this.#started = true;
    this.#unsubscribe = this.#options.parts.ledger.onCalled(() => {
      this.wake();
    });
    this.#timer = setInterval(() => {
      this.#lookAround = true;
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
    this.#looking = this.#lookWhenCalled()
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

  /** One look: sets off with what is due, as far as places are free, and ends what is overdue. */
  async look(): Promise<void> {
    await this.#setOff();
    await this.#tidyUp();
  }

  async #lookWhenCalled(): Promise<void> {
    await this.#setOff();
    if (!this.#lookAround) return;
    this.#lookAround = false;
    await this.#tidyUp();
  }

  async #setOff(): Promise<void> {
    const { ledger, clock } = this.#options.parts;
    const due = await findDueRecipients(ledger.db, clock.now());
    for (const round of this.#rounds) {
      if (due.has(round.carrier.recipient)) await this.#claim(round);
      else round.crowded = false;
    }
  }

  async #tidyUp(): Promise<void> {
    const { parts } = this.#options;
    await this.#steps.follow((step) => this.#keepTimeLeft(step));
    const now = parts.clock.now();
    const overdue = await findOverdue(parts.ledger.db, now, OVERDUE_AT_ONCE);
    if (overdue.length > 0) await settleOverdue(parts, overdue);
    if (now < this.#sweepAt && now >= this.#sweepAt - SWEEP_MS) return;
    this.#sweepAt = now + SWEEP_MS;
    await sweep(parts.ledger.db, now);
  }

  /** A place for what is about to be written, see {@link HandOver}. */
  reserve(recipient: string): Place | undefined {
    const round = this.#rounds.find(({ carrier }) => carrier.recipient === recipient);
    if (round === undefined || !this.#started || this.#isStopping) return undefined;
    const giveUp = round.reserve();
    if (giveUp === undefined) return undefined;
    const { owner, clock } = this.#options.parts;
    return {
      lease: { owner, until: clock.now() + leaseMsOf(round) },
      carry: (delivery, parcel) => {
        round.follow(this.#carryInTurn(round, delivery, parcel));
      },
      [Symbol.dispose]: giveUp,
    };
  }

  /** Waits until nothing is in flight; what is due later stays in the ledger. */
  async settled(): Promise<void> {
    while (this.#rounds.some(({ inFlight }) => inFlight > 0)) {
      await Promise.all(this.#rounds.map((round) => round.settled()));
    }
  }

  /** How each recipient fares, for metrics. */
  health(): readonly { recipient: string; inFlight: number; breaker: Breaker['state'] }[] {
    return this.#rounds.map(({ carrier: { recipient }, breaker, inFlight }) => {
      return { recipient, inFlight, breaker: breaker.state };
    });
  }

  /**
   * Stops: what is in flight is given up or finishes, and every lease goes back. A carrier that ignores its signal is
   * not waited for longer than `stopMs`; its lease is left to end by itself, for its try may still land.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#unsubscribe();
    clearInterval(this.#timer);
    this.#stopping.abort();
    const inTime = await isInTime(this.#finish(), this.#options.stopMs ?? STOP_MS);
    if (!inTime) this.#options.log.warn({ recipients: this.#busy() }, 'stopped without waiting for tries in flight');
  }

  async #finish(): Promise<void> {
    await this.#looking;
    await this.settled();
  }

  #busy(): readonly string[] {
    return this.#rounds.filter(({ inFlight }) => inFlight > 0).map(({ carrier }) => carrier.recipient);
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #claim(round: Round): Promise<void> {
    const { parts } = this.#options;
    const limit = round.free;
    round.crowded = limit <= 0;
    if (limit <= 0 || this.#isStopping) return;
    const { recipient } = round.carrier;
    const claim = { recipient, owner: parts.owner, limit, now: parts.clock.now(), leaseMs: leaseMsOf(round) };
    // A transaction, so that nothing is carried that a power cut could still take back.
    const claimed = await parts.ledger.transaction((tx) => claimDeliveries(tx.db, claim));
    round.crowded = claimed.length === limit;
    for (const delivery of claimed) {
      const going = { round, free: round.take(), delivery };
      round.follow(this.#carry(going, () => this.#open(delivery)));
    }
  }

  async #carryInTurn(round: Round, delivery: DeliveryRow, parcel: Parcel): Promise<void> {
    const free = await round.wait();
    // Not well any more: back into the ledger, for when it is.
    const spared = round.breaker.state !== 'closed';
    await this.#carry({ round, free, delivery }, () => Promise.resolve(spared ? undefined : parcel));
  }

  /** Undefined when it is no longer there: superseded between the claim and now. */
  async #open(delivery: DeliveryRow): Promise<Parcel | undefined> {
    const { parts, opener } = this.#options;
    const sealed = await findSealed(parts.ledger.db, delivery.id);
    return sealed === undefined ? undefined : await open(opener, { ...delivery, sealed });
  }

  async #carry(going: Going, find: () => Promise<Parcel | undefined>): Promise<void> {
    const { round, free, delivery } = going;
    const { lanes } = this.#options.parts;
    try {
      if (lanes.has(delivery.lane)) {
        await offerAgain(this.#options.parts, delivery, LANE_WAIT);
        return;
      }
      const parcel = await find();
      const tried =
        parcel === undefined ? undefined : await lanes.during(delivery.lane, () => this.#try(round, delivery, parcel));
      // Answered: the outcome is ours to record, and others may have the place.
      free();
      await tried?.settle();
      if (tried === undefined || this.#isStopping) await giveLeaseBack(this.#options.parts.ledger.db, delivery);
    } catch (thrown) {
      await this.#noteFault(going, thrown);
    } finally {
      free();
    }
    if (round.crowded) this.wake();
  }

  async #noteFault({ round, delivery }: Going, thrown: unknown): Promise<void> {
    const { parts, log } = this.#options;
    if (isCode(thrown, 'SEAL_KEY_MISSING')) {
      await this.#waitForKey(delivery, messageOf(thrown));
      return;
    }
    log.error({ delivery: delivery.id, recipient: delivery.recipient, error: messageOf(thrown) }, 'a try failed');
    // Neither our ledger nor our seal says anything about the recipient.
    if (!isOurOwn(thrown)) round.breaker.note('ailing');
    await putOff(parts, delivery, messageOf(thrown)).catch(() => {
      // The ledger is away: the lease ends by itself, and the delivery is taken up again.
    });
  }

  /** Another courier may have the key, and this one after its next start: nobody is to blame, and no wait grows. */
  async #waitForKey(delivery: DeliveryRow, detail: string): Promise<void> {
    const { parts, log } = this.#options;
    if (!this.#missing.has(detail)) log.error({ error: detail }, 'what is sealed with a key that is not here waits');
    this.#missing.add(detail);
    await offerAgain(parts, delivery, { waitMs: KEY_WAIT_MS, detail }).catch(() => {
      // The ledger is away: the lease ends by itself.
    });
  }

  async #try({ carrier, breaker }: Round, delivery: DeliveryRow, parcel: Parcel): Promise<Tried | undefined> {
    // Whoever waits for an abort that has been already waits for ever.
    if (this.#isStopping) return undefined;
    // Asleep for a while, or the clock was moved: the lease no longer covers a whole try.
    if (this.#options.parts.clock.now() + carrier.timeoutMs > (delivery.lease_until ?? 0)) return undefined;
    using deadline = startDeadline(carrier.timeoutMs, this.#stopping.signal);
    const tried = await carrier.carry(delivery, parcel, deadline.signal);
    breaker.note(tried.health);
    return tried;
  }

  /** What was accepted has its hour, and not what is left of it by a clock that was set meanwhile. */
  async #keepTimeLeft(step: TimeStep): Promise<void> {
    const { parts, log } = this.#options;
    const deliveries = await keepTimeLeft(parts.ledger.db, step);
    log.warn({ seconds: Math.round((step.now - step.before) / 1000), deliveries }, 'the clock was set while in use');
  }
}

/** A delivery on its way. */
interface Going {
  readonly round: Round;
  /** Frees its place. */
  readonly free: () => void;
  readonly delivery: DeliveryRow;
}

function leaseMsOf({ carrier }: Round): number {
  return carrier.timeoutMs + LEASE_MARGIN_MS;
}

function isCode(thrown: unknown, code: ErrorCode): boolean {
  return thrown instanceof AppError && thrown.code === code;
}

function isOurOwn(thrown: unknown): boolean {
  return thrown instanceof AppError && (thrown.code === 'SEAL_BROKEN' || thrown.code.startsWith('LEDGER_'));
}
