import type { DataKey } from '../platform/seal.ts';
import type { Ledger } from './ledger.ts';
import type { Db } from './schema.ts';

/** For `buildSealer`: a new data key is in the ledger, for good, before anything is sealed under it. */
export function keepDataKey(ledger: Ledger): (dataKey: DataKey) => Promise<void> {
  return async ({ id, sealKey, encapsulation, createdAt }) => {
    const row = { id, seal_key: sealKey, encapsulation, created_at: createdAt };
    await ledger.transaction((tx) => tx.db.insertInto('data_key').values(row).execute());
  };
}

/** Data keys nothing is sealed under any more and no process can still be using. */
export async function deleteSpentDataKeys(db: Db, createdBefore: number): Promise<void> {
  await db
    .deleteFrom('data_key')
    .where('created_at', '<', createdBefore)
    .where((where) =>
      where.not(
        where.exists(
          where.selectFrom('sealed').select('delivery_id').whereRef('sealed.data_key_id', '=', 'data_key.id'),
        ),
      ),
    )
    .execute();
}

/** Sealing keys that some sealed content still needs, or that a running process sealed to a moment ago. */
export async function findSealKeysInUse(db: Db): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('data_key').select('seal_key').distinct().execute();
  return new Set(rows.map(({ seal_key }) => seal_key));
}
