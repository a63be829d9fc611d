import { type KeyObject, createHmac, createSecretKey, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../platform/secret.ts';
import type { TrailKey, TrailKeys } from '../../platform/trail-keys.ts';
import type { EventChainRow, EventRow } from '../schema.ts';

/** What an entry says; the rest of its row is what ties it. */
export type Content = Pick<
  EventRow,
  'at' | 'kind' | 'reset_id' | 'account_id' | 'recipient' | 'detail' | 'actor' | 'client'
>;

/** Where an entry stands. */
export interface Place {
  readonly chain: number;
  readonly seq: number;
  /** Of the entry before. */
  readonly before: Uint8Array;
}

/** What of an entry goes into its link. */
export type Tying = Pick<EventRow, 'at' | 'kind'> & { readonly digest: Uint8Array };

/** The link before the first entry. */
export const NO_LINK: Uint8Array = new Uint8Array(32);

const SALT_BYTES = 16;
/** Asked of the system for many salts at once: a call costs more than all the hashing. */
const POOL_BYTES = 4096;
let pool = new Uint8Array();
let used = 0;

export function newSalt(): Uint8Array {
  if (used + SALT_BYTES > pool.length) [pool, used] = [randomBytes(POOL_BYTES), 0];
  used += SALT_BYTES;
  return pool.subarray(used - SALT_BYTES, used);
}

/** In this order; what is null is left out, so that a column that is added later changes no digest of before. */
const COLUMNS = ['at', 'kind', 'reset_id', 'account_id', 'recipient', 'detail', 'actor', 'client'] as const;

/** SHA-256 over the salt and all that an entry says: once the salt is erased, guesses cannot be tried on it. */
export function digestOf(content: Content, salt: Uint8Array): Uint8Array {
  let text = Buffer.from(salt.buffer, salt.byteOffset, salt.byteLength).toString('hex');
  for (const column of COLUMNS) {
    const value = content[column];
    if (value !== null) text += `${column}=${JSON.stringify(value)}\n`;
  }
  return hash('sha256', text, 'buffer');
}

/** Ties entries and heads with the keys of the trail. */
export class Links {
  readonly #heads: KeyObject;
  readonly #keys: ReadonlyMap<string, KeyObject>;
  /** The key that new entries are tied with. */
  readonly newest: string;
  /** The head that this process wrote last; what became of that transaction shows its mac. */
  written: EventChainRow | undefined;

  constructor({ heads, links }: TrailKeys) {
    this.#heads = keyObjectOf(heads);
    this.#keys = new Map(links.map((link: TrailKey) => [link.id, keyObjectOf(link.key)]));
    this.newest = links[0].id;
  }

  /**
   * HMAC-SHA-256 over the link before, the entry's place and its digest; over its time and kind too, for those outlast
   * an erasure. Undefined when there is no such key.
   */
  linkOf(key: string, { chain, seq, before }: Place, entry: Tying): Uint8Array | undefined {
    const known = this.#keys.get(key);
    if (known === undefined) return undefined;
    const { at, kind, digest } = entry;
    const place = `entry ${chain} ${seq} ${at} ${kind}`;
    return createHmac('sha256', known).update(before).update(digest).update(place, 'utf8').digest();
  }

  /** HMAC-SHA-256 over a head, under a key of its own: an entry's link is worth nothing as a head. */
  macOf({ chain, seq, link, floor_seq, floor_link, chains, outside }: Omit<EventChainRow, 'mac'>): Uint8Array {
    const place = `head ${chain} ${seq} ${floor_seq} ${chains} ${outside}`;
    return createHmac('sha256', this.#heads).update(link).update(floor_link).update(place, 'utf8').digest();
  }

  /** Whether a head is one that somebody who has the keys has written. */
  isGenuine(head: EventChainRow): boolean {
    return head === this.written || isSame(this.macOf(head), head.mac);
  }
}

export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function keyObjectOf(key: Secret<Uint8Array>): KeyObject {
  return createSecretKey(key.reveal());
}
