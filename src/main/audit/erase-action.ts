import { findAccountIdsByNumber } from '../../ledger/resets.ts';
import { erase, findTraces } from '../../ledger/trail/erase.ts';
import { systemClock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exit-codes.ts';
import type { AuditStand } from './stand.ts';

export interface Erasing {
  /** A number or login that the ledger still knows. */
  readonly number: string | undefined;
  /** The directory's stable id, for whom the ledger knows no number any more. */
  readonly account: string | undefined;
  readonly reason: string;
  /** Whose erasure is confirmed: the same number or id once more. */
  readonly confirm: string | undefined;
}

/** `jeton audit erase`: tells what would go, or has it erased. @returns the exit code */
export async function eraseAction(stand: AuditStand, { number, account, reason, confirm }: Erasing): Promise<number> {
  const { ledger, operator, terminal } = stand;
  const who = account ?? number ?? '';
  const accountIds = account === undefined ? await findAccountIdsByNumber(ledger.db, who) : [account];
  const traces = accountIds.length === 0 ? undefined : await findTraces(ledger.db, accountIds, systemClock.now());
  if (traces === undefined || traces.events.length + traces.resetIds.length === 0) {
    terminal.complain(
      `${who}: the ledger knows nobody of that number, login or id; --account takes the directory’s id`,
    );
    return EXIT.failure;
  }
  const what = `${counted(traces.events.length, 'entry', 'entries')} and ${counted(traces.resetIds.length, 'reset')}`;
  if (traces.underWay > 0) {
    const more = 'wait until its link and its deliveries have ended, or have the person revoke it';
    throw new AppError('LEDGER_IN_USE', `${who}: ${counted(traces.underWay, 'reset')} of ${what} under way; ${more}`);
  }
  if (confirm !== who) {
    terminal.print(`${who}: ${what} would be erased, for good; add --confirm ${who}`);
    return confirm === undefined ? EXIT.done : EXIT.failure;
  }
  await ledger.transaction((tx) => erase(tx, { traces, actor: operator, reason }));
  terminal.print(`${who}: ${what} erased; time, kind and digest of the entries remain, and an entry says so`);
  return EXIT.done;
}
