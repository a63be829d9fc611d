import type { Logger } from 'pino';
import type { Ledger } from '../ledger/ledger.ts';
import type { Announced } from '../ledger/processes.ts';
import { messageOf } from '../platform/errors.ts';
import { isInTime } from '../platform/in-time.ts';

/** How long writing down the end may take, in milliseconds: a stop has ten seconds in all. */
const END_MS = 1000;

export interface LifeParts {
  readonly ledger: Ledger;
  readonly process: Pick<Announced, 'id' | 'role' | 'version'>;
  readonly log: Logger;
  readonly settingsHash: string | undefined;
}

/**
 * Writes down in the audit trail that this process begins, with which settings; disposing, that it ends in order. One that
 * begins twice and ended once was killed.
 * @throws AppError LEDGER_UNAVAILABLE
 */
export async function recordLife({ ledger, process, log, settingsHash }: LifeParts): Promise<AsyncDisposable> {
  const { id, role, version } = process;
  const settings = settingsHash === undefined ? {} : { settings: settingsHash };
  const detail = { process: id, role, version, ...settings };
  await ledger.transaction((tx) => tx.record({ kind: 'service.started', detail }));
  return {
    async [Symbol.asyncDispose]() {
      const ending = ledger.transaction((tx) => tx.record({ kind: 'service.stopped', detail: { process: id, role } }));
      const fault = await isInTime(ending, END_MS).then(
        (written) => (written ? undefined : 'the ledger does not answer'),
        messageOf,
      );
      if (fault !== undefined)
        log.warn({ error: fault }, 'the audit trail does not say that this process ended in order');
    },
  };
}
