import { randomInt } from 'node:crypto';

/** For a campaign in a test run: those who wait in it give up before, and say what for. */
export const CAMPAIGN_MS = 480_000;

/** A seed of its own for every run, printed so that it can be repeated: `SEED=7 npm test -- FILE`. */
export function seedOfRun(): number {
  const given = process.env['SEED'];
  const seed = given === undefined ? randomInt(2 ** 31) : Number(given);
  console.log(`seed ${seed}`);
  return seed;
}
