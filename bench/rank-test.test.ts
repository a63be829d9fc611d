import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareRanks } from './rank-test.ts';

/** As SciPy 1.17 says it: `mannwhitneyu(first, second, method='asymptotic')`. */
const CASES: readonly { first: readonly number[]; second: readonly number[]; u: number; p: number }[] = [
  { first: [19, 22, 16, 29, 24], second: [20, 11, 17, 12], u: 17, p: 0.11134688653314041 },
  { first: [1, 2, 2, 3, 3, 3, 4, 5], second: [2, 3, 3, 4, 4, 6, 7, 7, 8], u: 16, p: 0.05604996569905275 },
  { first: drawn(7919, 1009), second: drawn(104_729, 1013), u: 125_184.5, p: 0.967860117024447 },
  { first: drawn(7919, 1009), second: drawn(104_729, 1013, 9), u: 110_120, p: 0.0011207850672698648 },
  { first: [1, 1, 1], second: [1, 1, 1], u: 4.5, p: 1 },
];

function drawn(factor: number, modulus: number, more = 0): readonly number[] {
  return Array.from({ length: 500 }, (_, index) => ((index * factor) % modulus) / 7 + more);
}

test('two samples are compared by rank as SciPy compares them, whichever comes first', () => {
  for (const { first, second, u, p } of CASES) {
    const pairs = first.length * second.length;
    for (const [ranked, above] of [
      [compareRanks(first, second), u / pairs],
      [compareRanks(second, first), 1 - u / pairs],
    ] as const) {
      assert.ok(Math.abs(ranked.above - above) < 1e-12, `${ranked.above} for ${above}`);
      assert.ok(Math.abs(ranked.p - p) < 1e-6, `${ranked.p} for ${p}`);
    }
  }
});
