import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { engineOf } from '../dialects.ts';
import type { EventDetail } from '../events.ts';
import { prepare } from '../prepared.ts';
import type { Db, EventChainRow } from '../schema.ts';
import { type Links, NO_LINK, isSame } from './links.ts';
import { soundHead } from './sound.ts';

/**
 * How many chains a ledger has. Whoever appends holds the head of one until the commit is answered, by a standby too: with
 * one chain, all transactions of all processes would go one after the other. SQLite has one writer anyway.
 */
const CHAINS = { sqlite: 1, postgres: 32 } as const;

const HEAD_COLUMNS = ['chain', 'seq', 'link', 'floor_seq', 'floor_link', 'chains', 'outside', 'mac'] as const;

/**
 * Takes the head of a chain that nobody else holds, until the transaction ends; of whichever comes first where all are
 * held. It is the last thing that a transaction waits for, so nobody waits in a circle.
 */
export async function takeHead(tx: Db, links: Links): Promise<EventChainRow> {
  if (engineOf(tx) === 'sqlite') return await takeOnly(tx, links);
  const [free] = (await takeFree(tx, {})).rows;
  if (free !== undefined) return free;
  const any = randomInt(CHAINS.postgres);
  const [waited = (await takeFrom(tx, { any: 0 })).rows[0]] = (await takeFrom(tx, { any })).rows;
  return waited ?? refuse();
}

/** The head as this process wrote it last, if its mac is still there: a row of many columns costs more than all the rest. */
async function takeOnly(tx: Db, links: Links): Promise<EventChainRow> {
  const [there] = (await selectMac(tx, {})).rows;
  if (there !== undefined && links.written !== undefined && isSame(there.mac, links.written.mac)) return links.written;
  return (await takeFree(tx, {})).rows[0] ?? refuse();
}

function refuse(): never {
  throw new Error('the audit trail has no chain; it is begun when the ledger is opened');
}

const selectMac = prepare<Record<string, never>>()((db) => db.selectFrom('event_chain').select('mac').limit(1));

const takeFree = prepare<Record<string, never>>()((db) => {
  const heads = db.selectFrom('event_chain').select(HEAD_COLUMNS).limit(1);
  return engineOf(db) === 'sqlite' ? heads : heads.forUpdate().skipLocked();
});

const takeFrom = prepare<{ any: number }>()((db, value) => {
  const from = db.selectFrom('event_chain').select(HEAD_COLUMNS).where('chain', '>=', value('any'));
  return from.orderBy('chain').limit(1).forUpdate();
});

/** Every head, in order, until the transaction ends: nobody appends meanwhile. */
export async function takeHeads(tx: Db): Promise<readonly EventChainRow[]> {
  const heads = tx.selectFrom('event_chain').select(HEAD_COLUMNS).orderBy('chain');
  const taken = await (engineOf(tx) === 'sqlite' ? heads : heads.forUpdate()).execute();
  return taken.map(soundHead);
}

/** As they are now; holds nothing. */
export async function findHeads(db: Db): Promise<readonly EventChainRow[]> {
  const heads = await db.selectFrom('event_chain').select(HEAD_COLUMNS).orderBy('chain').execute();
  return heads.map(soundHead);
}

/** Writes a head that was taken anew. One that was not genuine stays so: its next entry says it. */
export async function changeHead(
  tx: Db,
  links: Links,
  { head, ...changes }: { readonly head: EventChainRow } & Partial<EventChainRow>,
): Promise<void> {
  const next = { ...head, ...changes };
  await tx
    .updateTable('event_chain')
    .set({ ...changes, mac: links.isGenuine(head) ? links.macOf(next) : head.mac })
    .where('chain', '=', head.chain)
    .execute();
}

/** Whether the chains that this engine has were begun; one that somebody took away is not begun anew. */
export async function hasChains(db: Db): Promise<boolean> {
  const { rows } = await sql<{ chains: number | null }>`select max(chains) as chains from event_chain`.execute(db);
  return (rows[0]?.chains ?? 0) >= CHAINS[engineOf(db)];
}

/**
 * Begins the chains that are missing: all of them on a ledger that has none, and those that another engine did not need.
 * What stands in the trail without a link at that moment is of before.
 * @returns what is worth an entry: on a new ledger nothing
 */
export async function beginChains(tx: Db, links: Links): Promise<EventDetail | undefined> {
  const there = await takeHeads(tx);
  const chains = CHAINS[engineOf(tx)];
  const begun = there[0]?.chains ?? 0;
  if (begun >= chains) return undefined;
  const outside = there[0]?.outside ?? (await findNewestId(tx));
  for (const head of there) await changeHead(tx, links, { head, chains });
  for (let chain = begun; chain < chains; chain += 1) {
    const head = { chain, seq: 0, link: NO_LINK, floor_seq: 0, floor_link: NO_LINK, chains, outside };
    await tx
      .insertInto('event_chain')
      .values({ ...head, mac: links.macOf(head) })
      .execute();
  }
  return outside === 0 && begun === 0 ? undefined : { first: begun, last: chains - 1, outside };
}

async function findNewestId(db: Db): Promise<number> {
  const newest = await db.selectFrom('event').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst();
  return newest?.id ?? 0;
}
