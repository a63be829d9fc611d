import type { TrailKeys } from '../../platform/trail-keys.ts';
import type { LedgerTransaction } from '../ledger.ts';
import { changeHead, takeHeads } from './heads.ts';
import { Links } from './links.ts';

export interface Acceptance {
  readonly keys: TrailKeys;
  /** Who has looked at them. */
  readonly actor: string;
  readonly reason: string;
}

/**
 * Accepts the entries that stand in no chain at this moment, such as those that an older version wrote beside this one: they
 * are told as what they are from now on, and no longer as a fault. @returns how many there are
 */
export async function acceptOutside(tx: LedgerTransaction, { keys, actor, reason }: Acceptance): Promise<number> {
  const heads = await takeHeads(tx.db);
  const known = heads[0]?.outside ?? 0;
  const found = await tx.db
    .selectFrom('event')
    .select('id')
    .where('link', 'is', null)
    .where('id', '>', known)
    .orderBy('id')
    .execute();
  const last = found.at(-1);
  if (last === undefined) return 0;
  const links = new Links(keys);
  for (const head of heads) await changeHead(tx.db, links, { head, outside: last.id });
  const detail = { rows: found.length, first: found[0]?.id ?? 0, last: last.id, reason };
  await tx.record({ kind: 'audit.accepted', actor, detail });
  return found.length;
}
