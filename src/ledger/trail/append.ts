import { engineOf } from '../dialects.ts';
import type { EventKind, RecordedEvent } from '../events.ts';
import { prepare } from '../prepared.ts';
import type { Db, EventChainRow, EventRow } from '../schema.ts';
import { anchorOf } from './anchors.ts';
import { takeHead } from './heads.ts';
import { type Content, type Links, digestOf, newSalt } from './links.ts';

/** An entry with its place in the trail. */
export interface ChainedEvent extends RecordedEvent {
  readonly anchor: string;
}

/** Rows that one statement writes at most. */
const AT_ONCE = 8;

/**
 * Appends entries, in their order, at the end of a transaction: all to one chain, whose head nobody else gets before it is
 * committed. Where that head is not genuine, an entry says so first: what is appended would make it so.
 */
export async function appendToTrail(
  tx: Db,
  events: readonly RecordedEvent[],
  links: Links,
): Promise<readonly ChainedEvent[]> {
  const head = await takeHead(tx, links);
  const all = links.isGenuine(head) ? events : [brokenHead(head, events), ...events];
  const end: EventChainRow = { ...head };
  const rows = all.map((event) => tie(contentOf(event), end, links));
  end.mac = links.macOf(end);
  for (let first = 0; first < rows.length; first += AT_ONCE) {
    await write(tx, rows.slice(first, first + AT_ONCE), end);
  }
  if (engineOf(tx) === 'sqlite') await moveHead(tx, end);
  links.written = end;
  return all.map((event, index) => ({ ...event, anchor: anchorOfRow(rows[index]) }));
}

/** Entries of several transactions that share a commit. */
export class TrailBatch {
  readonly #db: Db;
  readonly #links: Links;
  readonly #events: RecordedEvent[] = [];
  readonly #waiting: { readonly count: number; readonly chained: ChainedEvent[] }[] = [];

  constructor(db: Db, links: Links) {
    this.#db = db;
    this.#links = links;
  }

  /** @returns a list that is filled when the entries are written */
  add(events: readonly RecordedEvent[]): readonly ChainedEvent[] {
    const chained: ChainedEvent[] = [];
    this.#events.push(...events);
    this.#waiting.push({ count: events.length, chained });
    return chained;
  }

  async write(): Promise<void> {
    const written = await appendToTrail(this.#db, this.#events, this.#links);
    // One that Jeton itself put in front goes to the first.
    let next = written.length - this.#events.length;
    for (const { count, chained } of this.#waiting) {
      const first = chained === this.#waiting[0]?.chained ? 0 : next;
      chained.push(...written.slice(first, next + count));
      next += count;
    }
  }
}

function brokenHead({ chain, seq }: EventChainRow, [first]: readonly RecordedEvent[]): RecordedEvent {
  const kind: EventKind = 'audit.broken';
  return { kind, at: first?.at ?? 0, detail: { chain, seq } };
}

function anchorOfRow(row: Tied | undefined): string {
  return row === undefined ? '' : anchorOf(row.chain, row.seq, row.link);
}

/** As the row will hold it: no engine keeps half a surrogate pair, and PostgreSQL no NUL. */
function contentOf({ at, kind, resetId, accountId, recipient, detail, actor, client }: RecordedEvent): Content {
  return {
    at,
    kind,
    reset_id: storable(resetId),
    account_id: storable(accountId),
    recipient: storable(recipient),
    detail: detail === undefined ? null : JSON.stringify(detail),
    actor: storable(actor),
    client: storable(client),
  };
}

function storable(text: string | undefined): string | null {
  return text === undefined ? null : text.toWellFormed().replaceAll('\0', '\u{fffd}');
}

type Tied = Content & {
  readonly [Column in 'chain' | 'seq' | 'salt' | 'link' | 'link_key']: NonNullable<EventRow[Column]>;
};

/** Ties an entry to the end of a chain, which it becomes. */
function tie(content: Content, end: Pick<EventChainRow, 'chain' | 'seq' | 'link'>, links: Links): Tied {
  const salt = newSalt();
  const place = { chain: end.chain, seq: end.seq + 1, before: end.link };
  const { at, kind } = content;
  const link = links.linkOf(links.newest, place, { at, kind, digest: digestOf(content, salt) });
  if (link === undefined) throw new Error('the trail has lost its newest key');
  end.seq = place.seq;
  end.link = link;
  return { ...content, chain: place.chain, seq: place.seq, salt, link, link_key: links.newest };
}

const WRITTEN = [
  ...(['at', 'kind', 'reset_id', 'account_id', 'recipient', 'detail', 'actor', 'client'] as const),
  ...(['chain', 'seq', 'salt', 'link', 'link_key'] as const),
] as const satisfies readonly (keyof Tied)[];

/** On PostgreSQL one message; SQLite has no update within an insert, and no way to go either. */
async function write(tx: Db, rows: readonly Tied[], end: EventChainRow): Promise<void> {
  const statement = (insertions[rows.length] ??= prepareInsertion(rows.length));
  const values: Record<string, unknown> = { chain: end.chain, seq: end.seq, link: end.link, mac: end.mac };
  for (const [index, row] of rows.entries()) for (const column of WRITTEN) values[`${column}${index}`] = row[column];
  await statement(tx, values);
}

type Insertion = ReturnType<typeof prepareInsertion>;
const insertions: Insertion[] = [];

function prepareInsertion(count: number) {
  return prepare<Record<string, unknown>>()((db, value) => {
    const rows = Array.from({ length: count }, (_, index) =>
      Object.fromEntries(WRITTEN.map((column) => [column, value(`${column}${index}`)])),
    );
    if (engineOf(db) === 'sqlite') return db.insertInto('event').values(rows as never);
    return db
      .with('moved', (within) =>
        within
          .updateTable('event_chain')
          .set({ seq: value('seq'), link: value('link'), mac: value('mac') } as never)
          .where('chain', '=', value('chain') as never),
      )
      .insertInto('event')
      .values(rows as never);
  });
}

const moveHead = prepare<Pick<EventChainRow, 'chain' | 'seq' | 'link' | 'mac'>>()((db, value) =>
  db
    .updateTable('event_chain')
    .set({ seq: value('seq'), link: value('link'), mac: value('mac') })
    .where('chain', '=', value('chain')),
);
