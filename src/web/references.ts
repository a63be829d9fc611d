import type { Random } from '../platform/random.ts';

const BYTES = 6;
/** Drawn for so many at once: asking for six random bytes takes longer than answering a small request. */
const AT_ONCE = 500;

/** The numbers that requests are known by in the log, and that a page shows of a fault: no secret, and hard to guess. */
export function buildReferences(random: Random): () => string {
  let drawn = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at === drawn.length) {
      drawn = Buffer.from(random.bytes(AT_ONCE * BYTES));
      at = 0;
    }
    at += BYTES;
    return drawn.toString('hex', at - BYTES, at).toUpperCase();
  };
}
