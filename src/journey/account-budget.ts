import type { LedgerTransaction } from '../ledger/ledger.ts';
import { type Reset, countIssuedSince, findOpenResets } from '../ledger/resets.ts';
import type { ResetAccountRow } from '../ledger/schema.ts';
import type { JourneyParts } from './parts.ts';

/** The accounts of a link that is to be issued, parted by whether they have had their mails for now. */
export interface Parted {
  readonly within: readonly ResetAccountRow[];
  readonly over: readonly ResetAccountRow[];
}

/**
 * Counts by account, whatever address and spelling led to it. Who shares an address with an account that has had its mails
 * still gets a link, without that account: nobody is held back by what a stranger does to another. But where both are
 * behind the same live link, a new one would kill it for the account that can have no other: then it stays, for both.
 */
export async function partByBudget(
  { settings: { limits }, clock }: JourneyParts,
  tx: LedgerTransaction,
  { accounts }: Pick<Reset, 'accounts'>,
): Promise<Parted> {
  if (limits === undefined) return { within: accounts, over: [] };
  const { count, windowMs } = limits.mailsPerAccount;
  const now = clock.now();
  const [within, over]: [ResetAccountRow[], ResetAccountRow[]] = [[], []];
  for (const account of accounts) {
    const issued = await countIssuedSince(tx.db, account.account_id, now - windowMs);
    (issued >= count ? over : within).push(account);
  }
  if (over.length === 0 || within.length === 0) return { within, over };
  const [mine, theirs] = [await openOf(tx, within, now), await openOf(tx, over, now)];
  return mine.isDisjointFrom(theirs) ? { within, over } : { within: [], over: accounts };
}

async function openOf(tx: LedgerTransaction, accounts: readonly ResetAccountRow[], now: number) {
  const ids = accounts.map(({ account_id }) => account_id);
  return new Set((await findOpenResets(tx.db, ids, now)).map(({ id }) => id));
}
