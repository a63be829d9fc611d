import type { Logger } from 'pino';
import type { Ledger } from '../ledger/ledger.ts';
import { entryOf, writeJsonLine } from '../ledger/trail/entries.ts';
import { takeTurn } from '../ledger/trail/marks.ts';
import { findShipped, findUnshipped, writeShipped } from '../ledger/trail/shipping.ts';
import type { EventRow } from '../ledger/schema.ts';
import type { Clock } from '../platform/clock.ts';
import { messageOf } from '../platform/errors.ts';
import { isInTime } from '../platform/in-time.ts';
import { type SyslogOrigin, type SyslogTarget, formatSyslog, sendSyslog } from '../platform/syslog.ts';

/** How often what is new is shipped, by whichever process comes first, in milliseconds. */
const EVERY_MS = 5000;
/** For one batch; a receiver that does not close by then has not confirmed. */
const SEND_MS = 15_000;
const AT_ONCE = 500;
/** How long the end waits for a ledger that may be silent, in milliseconds: what is unmarked is shipped again. */
const END_MS = 500;

export interface TrailShipping {
  readonly ledger: Ledger;
  readonly target: SyslogTarget;
  readonly origin: SyslogOrigin;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Ships what is new, batch after batch, and marks each in the ledger when it is there: at least once, in whatever process.
 * @returns how many entries
 * @throws what the receiver's connection meets; what is unmarked is shipped the next time
 */
export async function shipTrailOnce(
  { ledger: { db }, target, origin, clock }: TrailShipping,
  stopping: AbortSignal,
): Promise<number> {
  let count = 0;
  for (let isFull = true; isFull && !stopping.aborted;) {
    const batch = await findUnshipped(db, { shipped: await findShipped(db), limit: AT_ONCE, now: clock.now() });
    if (batch.rows.length > 0) {
      const messages = batch.rows.map((row) => formatSyslog(messageOfRow(row), origin));
      await sendSyslog(target, messages, AbortSignal.any([stopping, AbortSignal.timeout(SEND_MS)]));
      await writeShipped(db, batch.then);
    }
    count += batch.rows.length;
    ({ isFull } = batch);
  }
  return count;
}

function messageOfRow(row: EventRow): Parameters<typeof formatSyslog>[0] {
  const entry = entryOf(row);
  const wentWell = entry.outcome === 'success' || entry.outcome === 'information';
  return { at: row.at, severity: wentWell ? 'notice' : 'warning', kind: row.kind, text: writeJsonLine(entry) };
}

/** Ships the trail for as long as the service runs. A receiver that is away loses nothing: the ledger keeps it. */
export function shipTrail(shipping: TrailShipping): AsyncDisposable {
  const { ledger, clock, log, target } = shipping;
  const stopping = new AbortController();
  let isAway = false;
  const tell = (error: string | undefined): void => {
    const where = { target: `${target.transport}://${target.host}:${target.port}` };
    if (error !== undefined && !isAway) log.error({ ...where, error }, 'the audit trail cannot be shipped; it is kept');
    if (error === undefined && isAway) log.info(where, 'the audit trail is shipped again');
    isAway = error !== undefined;
  };
  const ship = async (): Promise<void> => {
    if (!(await takeTurn(ledger.db, 'shipping', { now: clock.now(), everyMs: EVERY_MS }))) return;
    await shipTrailOnce(shipping, stopping.signal);
    tell(undefined);
  };
  let running: Promise<void> | undefined;
  const run = (): void => {
    running ??= ship()
      .catch((thrown: unknown) => {
        if (!stopping.signal.aborted) tell(messageOf(thrown));
      })
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(run, EVERY_MS / 2);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      stopping.abort();
      if (running !== undefined) await isInTime(running, END_MS);
    },
  };
}
