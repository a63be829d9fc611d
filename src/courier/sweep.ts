import { RESET_KEPT_MS } from '../journey/kept.ts';
import { deleteSpentDataKeys } from '../ledger/data-keys.ts';
import { deleteOldReceipts } from '../ledger/postgres/receipts.ts';
import { endImpossibleWaits } from '../ledger/leases.ts';
import { deleteOldResets } from '../ledger/resets.ts';
import type { Db } from '../ledger/schema.ts';
import { deleteClosedWindows } from '../ledger/throttles.ts';
import { DATA_KEY_LIFE_MS } from '../platform/seal.ts';

const RESETS_AT_ONCE = 500;
/** How far the clocks of machines over one ledger may be apart before one drops the data key that another still uses. */
const CLOCKS_APART_MS = 3_600_000;

/** Removes what nobody needs any more, and waits that a clock has made impossible. */
export async function sweep(db: Db, now: number): Promise<void> {
  await endImpossibleWaits(db, now);
  await deleteClosedWindows(db, now);
  await deleteOldReceipts(db);
  await deleteSpentDataKeys(db, now - DATA_KEY_LIFE_MS - CLOCKS_APART_MS);
  await deleteOldResets(db, { endedBefore: now - RESET_KEPT_MS, limit: RESETS_AT_ONCE });
}
