import type { Selectable } from 'kysely';
import type { Sealed } from '../platform/seal.ts';
import { prepare } from './prepared.ts';
import type { Db, SealedTable } from './schema.ts';

/** What a delivery's seal is bound to. */
export function boundOf({ id, recipient }: { id: string; recipient: string }): string {
  return `${id} ${recipient}`;
}

/** Keeps the content of a delivery that has been written. */
export const insertSealed = prepare<Selectable<SealedTable>>()((db, value) =>
  db.insertInto('sealed').values({
    ...{ delivery_id: value('delivery_id'), data_key_id: value('data_key_id') },
    ...{ nonce: value('nonce'), ciphertext: value('ciphertext') },
  }),
);

/** The sealed content, until it is erased. */
export async function findSealed(db: Db, deliveryId: string): Promise<Sealed | undefined> {
  const [row] = (await selectSealed(db, { deliveryId })).rows;
  if (row === undefined) return undefined;
  const dataKey = { id: row.id, sealKey: row.seal_key, encapsulation: row.encapsulation, createdAt: row.created_at };
  return { dataKey, nonce: row.nonce, ciphertext: row.ciphertext };
}

const selectSealed = prepare<{ deliveryId: string }>()((db, value) =>
  db
    .selectFrom('sealed')
    .innerJoin('data_key', 'data_key.id', 'sealed.data_key_id')
    .select(['data_key.id', 'data_key.seal_key', 'data_key.encapsulation', 'data_key.created_at'])
    .select(['sealed.nonce', 'sealed.ciphertext'])
    .where('sealed.delivery_id', '=', value('deliveryId')),
);

/** Erases contents; those that are gone already are no matter. */
export async function eraseSealed(db: Db, ids: readonly string[]): Promise<void> {
  for (const id of ids) await deleteSealed(db, { id });
}

const deleteSealed = prepare<{ id: string }>()((db, value) =>
  db.deleteFrom('sealed').where('delivery_id', '=', value('id')),
);
