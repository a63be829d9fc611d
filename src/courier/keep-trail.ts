import type { Logger } from 'pino';
import type { Ledger } from '../ledger/ledger.ts';
import { takeTurn } from '../ledger/trail/marks.ts';
import { purgeTrail } from '../ledger/trail/purge.ts';
import type { Clock } from '../platform/clock.ts';
import { messageOf } from '../platform/errors.ts';
import { isInTime } from '../platform/in-time.ts';
import type { TrailKeys } from '../platform/trail-keys.ts';

const EVERY_MS = 24 * 3_600_000;
/** How often it is looked whether a day has gone by, in milliseconds. */
const LOOK_MS = 10 * 60_000;
/** How long the end waits for a ledger that may be silent, in milliseconds: each step is whole or nothing. */
const END_MS = 500;

export interface TrailKeeping {
  readonly ledger: Ledger;
  readonly keys: TrailKeys;
  readonly retentionMs: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Removes what is past its retention if a day has gone by since any process did. @returns whether it did */
export async function keepTrailOnce({ ledger, keys, retentionMs, clock, log }: TrailKeeping): Promise<boolean> {
  const now = clock.now();
  if (!(await takeTurn(ledger.db, 'purge', { now, everyMs: EVERY_MS }))) return false;
  const { rows, faults } = await purgeTrail(ledger, { keys, before: now - retentionMs, now });
  if (faults > 0) log.error({ rows, faults }, 'entries that were purged were not as they had been written');
  return true;
}

/** Enforces the retention of the audit trail: at once, and every day. Disposing waits a moment for a step under way. */
export function keepTrail(keeping: TrailKeeping): AsyncDisposable {
  const keep = (): Promise<unknown> =>
    keepTrailOnce(keeping).catch((thrown: unknown) => {
      keeping.log.error({ error: messageOf(thrown) }, 'the audit trail could not be purged');
    });
  let keepingNow = keep();
  const timer = setInterval(() => {
    keepingNow = keep();
  }, LOOK_MS);
  timer.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await isInTime(keepingNow, END_MS);
    },
  };
}
