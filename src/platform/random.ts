import { randomBytes, randomInt } from 'node:crypto';

/** Randomness, as an argument. */
export interface Random {
  /** `count` bytes from a cryptographically secure source. */
  bytes(count: number): Buffer;
  /** A number from 0 (included) to 1 (excluded), for jitter. */
  fraction(): number;
}

const STEPS = 2 ** 32;
/** Asking the system costs the same for twelve bytes as for a thousand, and a reset takes some dozen handfuls. */
const DRAWN = 1024;

let drawn = Buffer.alloc(0);

/** Each byte is handed out once, and forgotten. */
function bytes(count: number): Buffer {
  if (count > DRAWN) return randomBytes(count);
  if (drawn.length < count) drawn = randomBytes(DRAWN);
  const taken = Buffer.from(drawn.subarray(0, count));
  drawn.fill(0, 0, count);
  drawn = drawn.subarray(count);
  return taken;
}

export const systemRandom: Random = { bytes, fraction: () => randomInt(STEPS) / STEPS };
