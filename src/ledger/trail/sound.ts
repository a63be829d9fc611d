import type { EventChainRow, EventRow } from '../schema.ts';

/**
 * A row whose bytes are bytes and whose place is numbers, so that it can be judged. SQLite keeps a value of any type in
 * any column: whoever tampers with one must not thereby end the look at all of them. What was of another type never
 * becomes what was written there.
 */
export function soundEvent(row: EventRow): EventRow {
  const { chain, seq, salt, digest, link } = row;
  return {
    ...{ ...row, chain: numberOf(chain), seq: numberOf(seq) },
    ...{ salt: bytesOf(salt), digest: bytesOf(digest), link: bytesOf(link) },
  };
}

/** The same of the end of a chain. */
export function soundHead(head: EventChainRow): EventChainRow {
  const { link, floor_link, mac } = head;
  return { ...head, link: bytesOf(link), floor_link: bytesOf(floor_link), mac: bytesOf(mac) };
}

function numberOf(value: number | null): number | null {
  return typeof value === 'number' ? value : null;
}

function bytesOf<T extends Uint8Array | null>(value: T): T | Uint8Array {
  return value === null || value instanceof Uint8Array ? value : Buffer.from(String(value));
}
