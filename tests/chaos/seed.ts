import { randomInt } from 'node:crypto';

/** A seed of its own for every run, printed so that it can be repeated: `SEED=7 npm test -- FILE`. */
export function seedOfRun(): number {
  const given = process.env['SEED'];
  const seed = given === undefined ? randomInt(2 ** 31) : Number(given);
  console.log(`seed ${seed}`);
  return seed;
}
