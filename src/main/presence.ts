import type { Logger } from 'pino';
import type { Ledger } from '../ledger/ledger.ts';
import { type Announced, PRESENCE_MS, announceProcess, forgetProcess } from '../ledger/processes.ts';
import { systemClock } from '../platform/clock.ts';
import { AppError, messageOf } from '../platform/errors.ts';
import { isInTime } from '../platform/in-time.ts';

/** How long taking leave may take, in milliseconds: a stop has ten seconds in all, and those in hand go first. */
const LEAVE_MS = 1000;

export interface PresenceParts {
  readonly ledger: Ledger;
  readonly process: Omit<Announced, 'started_at'>;
  readonly log: Logger;
}

/** A process that the others over the same ledger know of; disposing takes its leave. */
export interface Presence extends AsyncDisposable {
  /** Aborted when this process cannot work with the ledger any more, which is of a newer version or elsewhere: it must end. */
  readonly outgrown: AbortSignal;
}

/**
 * Announces this process, now and every half minute.
 * @throws AppError LEDGER_NEWER, LEDGER_UNAVAILABLE
 */
export async function announce({ ledger, process, log }: PresenceParts): Promise<Presence> {
  const outgrown = new AbortController();
  const announced = { ...process, started_at: systemClock.now() };
  const say = () => announceProcess(ledger, announced, { now: systemClock.now() });
  let saying: Promise<void> = say();
  await saying;
  const timer = setInterval(() => {
    saying = say().catch((thrown: unknown) => {
      if (!(thrown instanceof AppError && (thrown.code === 'LEDGER_NEWER' || thrown.code === 'LEDGER_MOVED'))) return;
      clearInterval(timer);
      log.fatal({ error: messageOf(thrown) }, 'this process cannot work with the ledger any more, and ends');
      outgrown.abort();
    });
  }, PRESENCE_MS);
  return {
    outgrown: outgrown.signal,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      const leaving = saying.then(() => forgetProcess(ledger.db, process.id));
      const fault = await isInTime(leaving, LEAVE_MS).then(
        (left) => (left ? undefined : 'the ledger does not answer'),
        messageOf,
      );
      if (fault !== undefined) log.warn({ error: fault }, 'the ledger goes on counting this process for five minutes');
    },
  };
}
