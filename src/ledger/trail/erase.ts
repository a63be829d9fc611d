import type { LedgerTransaction } from '../ledger.ts';
import { EVENT_COLUMNS, type Db, type EventRow } from '../schema.ts';
import { listIds } from './erased.ts';
import { digestOf } from './links.ts';
import { soundEvent } from './sound.ts';

/** One person, as the ledger knows them. */
export interface Traces {
  /** Entries that say something of them. */
  readonly events: readonly EventRow[];
  readonly resetIds: readonly string[];
  /** Of their resets, those of which something is still under way. */
  readonly underWay: number;
}

/** Everything the ledger holds of accounts. */
export async function findTraces(db: Db, accountIds: readonly string[], now: number): Promise<Traces> {
  const resetIds = await findResets(db, accountIds);
  const events = await db
    .selectFrom('event')
    .select(EVENT_COLUMNS)
    .where((where) =>
      where.or([
        where('account_id', 'in', accountIds),
        ...(resetIds.length > 0 ? [where('reset_id', 'in', resetIds)] : []),
      ]),
    )
    .orderBy('id')
    .execute();
  return { events: events.map(soundEvent), resetIds, underWay: await countUnderWay(db, resetIds, now) };
}

/** Entries about an address that led to no account, or whose account is not known any more. */
export async function findTracesOfAddress(db: Db, hmac: string): Promise<Traces> {
  const events = await db
    .selectFrom('event')
    .select(EVENT_COLUMNS)
    .where('detail', 'like', `%"hmac":"${hmac.replaceAll(/[^\w-]/g, '')}"%`)
    .orderBy('id')
    .execute();
  return { events: events.map(soundEvent), resetIds: [], underWay: 0 };
}

/** Old resets are gone from the ledger; the trail still knows whose they were. */
async function findResets(db: Db, accountIds: readonly string[]): Promise<readonly string[]> {
  const there = await db.selectFrom('reset_account').select('reset_id').where('account_id', 'in', accountIds).execute();
  const told = await db
    .selectFrom('event')
    .select('reset_id')
    .distinct()
    .where('account_id', 'in', accountIds)
    .where('reset_id', 'is not', null)
    .execute();
  return [...new Set([...there, ...told].flatMap(({ reset_id }) => (reset_id === null ? [] : [reset_id])))];
}

async function countUnderWay(db: Db, resetIds: readonly string[], now: number): Promise<number> {
  if (resetIds.length === 0) return 0;
  const open = await db
    .selectFrom('reset')
    .select('id')
    .where('id', 'in', resetIds)
    .where('state', '=', 'open')
    .where('expires_at', '>', now)
    .execute();
  const carried = await db
    .selectFrom('delivery')
    .select('reset_id as id')
    .distinct()
    .where('reset_id', 'in', resetIds)
    .where('state', 'in', ['held', 'due', 'parked'])
    .execute();
  return new Set([...open, ...carried].map(({ id }) => id)).size;
}

/** Entries that one entry about an erasure lists at most. */
const LISTED = 500;

export interface Erasure {
  readonly traces: Traces;
  /** Who has it done. */
  readonly actor: string;
  readonly reason: string;
}

/**
 * Erases what the ledger holds of one person: their resets, and the content of their entries, of which time, kind and
 * digest remain. What ties the entries goes on to hold, and an entry says which were erased, by whom and why.
 */
export async function erase(tx: LedgerTransaction, { traces, actor, reason }: Erasure): Promise<void> {
  const { events, resetIds } = traces;
  for (const row of events) await blank(tx.db, row);
  if (resetIds.length > 0) await tx.db.deleteFrom('reset').where('id', 'in', resetIds).execute();
  for (let first = 0; first < Math.max(1, events.length); first += LISTED) {
    const entries = listIds(events.slice(first, first + LISTED).map(({ id }) => id));
    await tx.record({ kind: 'audit.erased', actor, detail: { entries, resets: resetIds.length, reason } });
  }
}

const BLANK = {
  ...{ reset_id: null, account_id: null, recipient: null, detail: null },
  ...{ actor: null, client: null, salt: null },
} as const;

async function blank(db: Db, row: EventRow): Promise<void> {
  const digest = row.salt === null ? row.digest : digestOf(row, row.salt);
  await db
    .updateTable('event')
    .set({ ...BLANK, digest })
    .where('id', '=', row.id)
    .execute();
}
