import { randomBytes, randomInt } from 'node:crypto';

/** Randomness, as an argument. */
export interface Random {
  /** `count` bytes from a cryptographically secure source. */
  bytes(count: number): Buffer;
  /** A number from 0 (included) to 1 (excluded), for jitter. */
  fraction(): number;
}

const STEPS = 2 ** 32;

export const systemRandom: Random = {
  bytes: (count) => randomBytes(count),
  fraction: () => randomInt(STEPS) / STEPS,
};
