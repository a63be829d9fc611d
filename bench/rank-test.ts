/** What comes of comparing two samples by rank. */
export interface Ranked {
  /** How often a value of the first is above one of the second, ties as halves, of all pairs: 0.5 when they are alike. */
  readonly above: number;
  /** How likely a difference as large as this is by chance alone. */
  readonly p: number;
}

/**
 * The rank test of Mann and Whitney (1947), two-sided, by the normal approximation with corrections for ties and for
 * continuity: good from some twenty values on, and asks nothing of how they are distributed. Pure.
 *
 * @see https://doi.org/10.1214/aoms/1177730491
 */
export function compareRanks(first: readonly number[], second: readonly number[]): Ranked {
  const [n, m] = [first.length, second.length];
  const values = [
    ...first.map((value) => ({ value, isFirst: true })),
    ...second.map((value) => ({ value, isFirst: false })),
  ];
  values.sort((one, other) => one.value - other.value);
  let [rankSum, tied] = [0, 0];
  for (let from = 0; from < values.length;) {
    let to = from + 1;
    while (to < values.length && values[to]?.value === values[from]?.value) to += 1;
    const among = values.slice(from, to).filter(({ isFirst }) => isFirst).length;
    // Ranks begin at one; equal values share the mean of theirs.
    rankSum += (among * (from + 1 + to)) / 2;
    tied += (to - from) ** 3 - (to - from);
    from = to;
  }
  const u = rankSum - (n * (n + 1)) / 2;
  const all = n + m;
  const deviation = Math.sqrt(((n * m) / 12) * (all + 1 - tied / (all * (all - 1))));
  const z = deviation === 0 ? 0 : Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / deviation;
  return { above: u / (n * m), p: Math.min(1, 2 * upperTail(z)) };
}

/** The share of a normal distribution above `z` ≥ 0, to seven digits (Abramowitz and Stegun, 26.2.17). */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const polynomial = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (polynomial * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}
