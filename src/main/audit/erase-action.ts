import { findAccountIdsByNumber } from '../../ledger/resets.ts';
import { type Traces, erase, findTraces, findTracesOfAddress } from '../../ledger/trail/erase.ts';
import { addressHmac } from '../../platform/address.ts';
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
  /** An address, of whom no account is known. */
  readonly address: string | undefined;
  readonly reason: string;
  /** Whose erasure is confirmed: the same number or id once more. */
  readonly confirm: string | undefined;
}

/** `jeton audit erase`: tells what would go, or has it erased. @returns the exit code */
export async function eraseAction(stand: AuditStand, erasing: Erasing): Promise<number> {
  const { ledger, operator, terminal } = stand;
  const { number, account, address, reason, confirm } = erasing;
  const who = account ?? address ?? number ?? '';
  const traces = await findFor(stand, erasing);
  if (traces === undefined || traces.events.length + traces.resetIds.length === 0) {
    terminal.complain(
      `${who}: the ledger knows nothing of that number, login, id or address; --account takes the directory’s id`,
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

async function findFor({ ledger: { db }, addressKey }: AuditStand, erasing: Erasing): Promise<Traces | undefined> {
  const { number = '', account, address } = erasing;
  if (address !== undefined) return await findTracesOfAddress(db, addressHmac(addressKey, address));
  const accountIds = account === undefined ? await findAccountIdsByNumber(db, number) : [account];
  return accountIds.length === 0 ? undefined : await findTraces(db, accountIds, systemClock.now());
}
