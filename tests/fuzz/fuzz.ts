import { test } from 'node:test';
import fc from 'fast-check';

/**
 * How many inputs a property gets. `npm test` tries a few of each; `npm run fuzz` says how many in all, and from which seed,
 * by these variables.
 */
const SHARE = Number(process.env['JETON_FUZZ_SHARE'] ?? '0');
const SEED = process.env['JETON_FUZZ_SEED'];
const FEW = 300;
/** For one input, in milliseconds: whoever takes longer hangs. */
const PATIENCE_MS = 30_000;
/** What a property may still hold at its end beyond what it held half-way, in bytes. */
const GROWTH = 48 * 1024 * 1024;

export interface Property<T> {
  /** How much one input of it costs, beside one of the cheapest: so many fewer it gets. */
  readonly cost?: number;
  readonly inputs: fc.Arbitrary<T>;
  /** Throws when the property does not hold. */
  readonly holds: (input: T) => void | Promise<void>;
}

/** A property that holds for whatever comes: tried with generated inputs, shrunk to the smallest that breaks it. */
export function property<T>(name: string, { cost = 1, inputs, holds }: Property<T>): void {
  const runs = Math.max(1, Math.round((SHARE > 0 ? SHARE : FEW) / cost));
  test(name, { timeout: 3_600_000 }, async (context) => {
    const started = performance.now();
    let [tried, half] = [0, 0];
    const asked = fc.asyncProperty(inputs, async (input) => {
      tried += 1;
      if (tried === Math.ceil(runs / 2)) half = heldBytes();
      await holds(input);
    });
    await fc.assert(asked, {
      ...{ numRuns: runs, timeout: PATIENCE_MS, verbose: fc.VerbosityLevel.None },
      ...(SEED === undefined ? {} : { seed: Number(SEED) }),
    });
    const grown = heldBytes() - half;
    if (SHARE === 0) return;
    const seconds = (performance.now() - started) / 1000;
    context.diagnostic(`fuzz ${JSON.stringify({ inputs: tried, seconds, grown })}`);
    if (grown > GROWTH) throw new Error(`it holds ${Math.round(grown / 1024 / 1024)} MiB more than half-way`);
  });
}

function heldBytes(): number {
  // Only `npm run fuzz` lets the collector be called; otherwise nothing is said of memory.
  if (globalThis.gc === undefined) return 0;
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** Texts of every kind: of one byte, of whole planes, with halves of pairs. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 100 }),
  fc.string({ maxLength: 60 }),
);

/** A sound text with something put in, taken out or doubled. */
export function damaged(sound: string): fc.Arbitrary<string> {
  const place = fc.nat({ max: sound.length });
  return fc.tuple(place, fc.nat({ max: 20 }), anyText).map(([at, out, put]) => {
    return sound.slice(0, at) + put + sound.slice(at + out);
  });
}

export { fc };
