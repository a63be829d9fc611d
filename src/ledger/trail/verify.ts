import type { TrailKeys } from '../../platform/trail-keys.ts';
import type { Db, EventChainRow, EventRow } from '../schema.ts';
import { type Anchor, anchorOf, shorten } from './anchors.ts';
import { erasedIn } from './erased.ts';
import { type Fault, Faults } from './faults.ts';
import { findHeads } from './heads.ts';
import { type Content, Links, digestOf, isSame } from './links.ts';
import { walkTrail } from './walk.ts';

/** What a look at the whole trail has found. */
export interface Verdict {
  /** Entries that stand in chains. */
  readonly entries: number;
  readonly chains: number;
  /** Entries of before the chains: nothing protects them. */
  readonly outside: number;
  /** Entries whose content was erased, as an entry says. */
  readonly erased: number;
  /** The first of them; `count` is all. */
  readonly faults: readonly Fault[];
  readonly count: number;
  /** The end of every chain that has any entry; to be kept elsewhere. */
  readonly anchors: readonly string[];
}

interface Chain {
  readonly head: EventChainRow;
  seq: number;
  link: Uint8Array;
  /** Places that were passed over. */
  readonly gaps: Set<number>;
}

/** A gap longer than this is told as one fault and no more. */
const GAP_KEPT = 10_000;

/**
 * Looks at every entry: what it says, its place, and what ties it to the one before; then at the ends of the chains, and
 * at anchors that were kept elsewhere. Run it within `atOneMoment`.
 */
export async function verifyTrail(db: Db, keys: TrailKeys, anchors: readonly Anchor[] = []): Promise<Verdict> {
  const verification = new Verification(new Links(keys), await findHeads(db), anchors);
  for await (const page of walkTrail(db)) for (const row of page) verification.see(row);
  return verification.end();
}

class Verification {
  readonly #links: Links;
  readonly #chains: ReadonlyMap<number, Chain>;
  readonly #faults = new Faults();
  /** Looked for, by place. */
  readonly #anchors: ReadonlyMap<string, Anchor[]>;
  readonly #erasedIds = new Set<number>();
  readonly #blank = new Map<number, EventRow>();
  readonly #outsideUpTo: number;
  #entries = 0;
  #outside = 0;

  constructor(links: Links, heads: readonly EventChainRow[], anchors: readonly Anchor[]) {
    this.#links = links;
    this.#anchors = Map.groupBy(anchors, ({ chain, seq }) => `${chain}.${seq}`);
    this.#chains = new Map(
      heads.map((head) => [head.chain, { head, seq: head.floor_seq, link: head.floor_link, gaps: new Set() }]),
    );
    this.#outsideUpTo = heads[0]?.outside ?? Number.POSITIVE_INFINITY;
    this.#seeHeads(heads);
  }

  #seeHeads(heads: readonly EventChainRow[]): void {
    const count = heads[0]?.chains ?? 1;
    for (let chain = 0; chain < count; chain += 1) {
      if (!this.#chains.has(chain)) this.#faults.add({ kind: 'chain-missing', chain });
    }
    for (const head of heads) {
      const { chain, seq } = head;
      if (!this.#links.isGenuine(head) || head.chains !== count) this.#faults.add({ kind: 'head-changed', chain, seq });
    }
  }

  see(row: EventRow): void {
    const { id, kind, chain, seq, link } = row;
    if (chain === null || seq === null || link === null) {
      this.#seeOutside(row);
      return;
    }
    this.#entries += 1;
    const there = this.#chains.get(chain);
    if (there === undefined) {
      this.#faults.add({ kind: 'inserted', id, chain, seq });
      return;
    }
    this.#seeInChain(there, { ...row, chain, seq, link });
    if (kind === 'audit.erased') for (const erased of erasedIn(row.detail)) this.#erasedIds.add(erased);
    if (kind === 'audit.broken') this.#faults.add({ kind: 'broken-before', id, chain, seq });
    this.#lookForAnchors(chain, seq, link);
  }

  /** Those of before the chains are known; any other was written by an older version, or by somebody else. */
  #seeOutside({ id, chain, seq }: EventRow): void {
    if (id <= this.#outsideUpTo && chain === null && seq === null) this.#outside += 1;
    else this.#faults.add({ kind: 'outside', id });
  }

  #seeInChain(chain: Chain, row: Placed): void {
    const { id, seq } = row;
    const at = { id, chain: row.chain, seq };
    if (seq <= chain.seq) {
      const moved = chain.gaps.delete(seq);
      this.#faults.add({ kind: moved ? 'reordered' : 'inserted', ...at });
      return;
    }
    const follows = seq === chain.seq + 1;
    if (!follows) this.#passOver(chain, row);
    const digest = this.#digestOf(row);
    const place = { chain: row.chain, seq, before: chain.link };
    const link = digest === undefined ? undefined : this.#links.linkOf(row.link_key ?? '', place, { ...row, digest });
    if (digest === undefined) this.#faults.add({ kind: 'changed', ...at });
    else if (link === undefined) this.#faults.add({ kind: 'key-unknown', ...at });
    // After a gap there is nothing to tie it to: the gap is the fault.
    else if (follows && !isSame(link, row.link)) this.#faults.add({ kind: 'changed', ...at });
    chain.seq = seq;
    chain.link = row.link;
  }

  #passOver(chain: Chain, { chain: number, seq }: Placed): void {
    const first = chain.seq + 1;
    this.#faults.add({ kind: 'missing', chain: number, seq: first, upTo: seq - 1 });
    for (let gap = first; gap < Math.min(seq, first + GAP_KEPT); gap += 1) chain.gaps.add(gap);
  }

  /** Undefined when it cannot have been written so. */
  #digestOf(row: Placed): Uint8Array | undefined {
    if (row.salt !== null) return row.digest === null ? digestOf(row, row.salt) : undefined;
    if (row.digest === null || !isBlank(row)) return undefined;
    this.#blank.set(row.id, row);
    return row.digest;
  }

  #lookForAnchors(chain: number, seq: number, link: Uint8Array): void {
    for (const anchor of this.#anchors.get(`${chain}.${seq}`) ?? []) {
      if (anchor.link !== shorten(link)) this.#faults.add({ kind: 'anchor-differs', chain, seq });
    }
  }

  end(): Verdict {
    for (const chain of this.#chains.values()) this.#seeEnd(chain);
    for (const [id, { chain, seq }] of this.#blank) {
      if (!this.#erasedIds.has(id)) this.#faults.add({ kind: 'blanked', id, chain: chain ?? 0, seq: seq ?? 0 });
    }
    for (const [first] of this.#anchors.values()) if (first !== undefined) this.#seeAnchor(first);
    return {
      entries: this.#entries,
      chains: this.#chains.size,
      outside: this.#outside,
      erased: this.#blank.size,
      faults: this.#faults.first,
      count: this.#faults.count,
      anchors: [...this.#chains.values()]
        .filter(({ seq }) => seq > 0)
        .map(({ head, seq, link }) => anchorOf(head.chain, seq, link)),
    };
  }

  #seeEnd({ head, seq, link }: Chain): void {
    const { chain } = head;
    if (seq < head.seq) this.#faults.add({ kind: 'missing', chain, seq: seq + 1, upTo: head.seq });
    else if (seq > head.seq) this.#faults.add({ kind: 'inserted', chain, seq });
    else if (!isSame(link, head.link)) this.#faults.add({ kind: 'head-changed', chain, seq });
  }

  /** One that is past the end: the end was taken away. One that was purged says nothing any more. */
  #seeAnchor({ chain, seq }: Anchor): void {
    const there = this.#chains.get(chain);
    if (there === undefined || seq > there.seq) this.#faults.add({ kind: 'anchor-missing', chain, seq });
  }
}

type Placed = EventRow & { readonly chain: number; readonly seq: number; readonly link: Uint8Array };

function isBlank({ reset_id, account_id, recipient, detail, actor, client }: Content): boolean {
  return [reset_id, account_id, recipient, detail, actor, client].every((value) => value === null);
}
