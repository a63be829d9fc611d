import type { TrailKeys } from '../../platform/trail-keys.ts';
import type { Ledger, LedgerTransaction } from '../ledger.ts';
import { EVENT_COLUMNS, type Db, type EventChainRow, type EventRow } from '../schema.ts';
import { anchorOf } from './anchors.ts';
import { changeHead, takeHeads } from './heads.ts';
import { Links, digestOf, isSame } from './links.ts';
import { soundEvent } from './sound.ts';

export interface Purge {
  readonly keys: TrailKeys;
  /** Entries of before this go, in milliseconds since the epoch. */
  readonly before: number;
  readonly now: number;
  /** Who asked; the service itself, unless somebody did. */
  readonly actor?: string;
}

export interface Purged {
  readonly rows: number;
  /** Entries among them that were not as they had been written. */
  readonly faults: number;
}

/** Rows that one transaction removes at most: nobody appends meanwhile. */
const AT_ONCE = 2000;
/** A time this far ahead comes from a clock that was wrong: what stands around it says when it was. */
const AHEAD_MS = 24 * 3_600_000;

/**
 * Removes what is past its retention, from the beginning of every chain, and looks at it for the last time. Each step is one
 * transaction, with an entry that says how many went and where what remains begins.
 */
export async function purgeTrail(ledger: Ledger, purge: Purge): Promise<Purged> {
  const links = new Links(purge.keys);
  let [rows, faults] = [0, 0];
  for (;;) {
    const step = await ledger.transaction((tx) => purgeSome(tx, links, purge));
    rows += step.rows;
    faults += step.faults;
    if (step.rows === 0) return { rows, faults };
  }
}

interface Floor {
  readonly head: EventChainRow;
  seq: number;
  link: Uint8Array;
  /** What follows is young enough, or somebody has tampered with the head, which then is left as it is. */
  isOver: boolean;
}

async function purgeSome(tx: LedgerTransaction, links: Links, purge: Purge): Promise<Purged> {
  const floors = new Map<number, Floor>();
  for (const head of await takeHeads(tx.db)) {
    const { chain, floor_seq: seq, floor_link: link } = head;
    floors.set(chain, { head, seq, link, isOver: !links.isGenuine(head) });
  }
  const going = (await findOldest(tx.db)).filter((row) => goes(row, floors, purge));
  if (going.length === 0) return { rows: 0, faults: 0 };
  const faults = going.filter((row) => !isWhole(row, floors, links)).length;
  const ids = going.map(({ id }) => id);
  await tx.db.deleteFrom('event').where('id', 'in', ids).execute();
  const moved = [...floors.values()].filter(({ head, seq }) => seq !== head.floor_seq);
  for (const { head, seq, link } of moved) await changeHead(tx.db, links, { head, floor_seq: seq, floor_link: link });
  const { before, actor } = purge;
  const detail = {
    ...{ rows: ids.length, before: new Date(before).toISOString(), faults },
    anchors: moved.map(({ head, seq, link }) => anchorOf(head.chain, seq, link)).join(' '),
  };
  await tx.record({ kind: 'audit.purged', detail, ...(actor === undefined ? {} : { actor }) });
  return { rows: ids.length, faults };
}

async function findOldest(db: Db): Promise<readonly EventRow[]> {
  const rows = await db.selectFrom('event').select(EVENT_COLUMNS).orderBy('id').limit(AT_ONCE).execute();
  return rows.map(soundEvent);
}

/** An entry goes when it is old and everything before it in its chain goes as well. */
function goes({ at, chain }: EventRow, floors: ReadonlyMap<number, Floor>, { before, now }: Purge): boolean {
  const isOld = at < before || at > now + AHEAD_MS;
  const floor = chain === null ? undefined : floors.get(chain);
  if (floor === undefined) return isOld;
  floor.isOver ||= !isOld;
  return !floor.isOver;
}

/** Whether an entry is as it was written; it becomes the floor of its chain. */
function isWhole(row: EventRow, floors: ReadonlyMap<number, Floor>, links: Links): boolean {
  const { chain, seq, link } = row;
  if (chain === null || seq === null || link === null) return true;
  const floor = floors.get(chain);
  if (floor === undefined || seq <= floor.seq) return false;
  const digest = row.salt === null ? row.digest : digestOf(row, row.salt);
  const place = { chain, seq, before: floor.link };
  const made = digest === null ? undefined : links.linkOf(row.link_key ?? '', place, { ...row, digest });
  const follows = seq === floor.seq + 1;
  floor.seq = seq;
  floor.link = link;
  return follows && made !== undefined && isSame(made, link);
}
