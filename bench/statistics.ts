/** The value below which this share of the values lies; `NaN` of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Three significant digits, and no more than are there. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (value === 0) return '0';
  const size = Math.floor(Math.log10(Math.abs(value)));
  const digits = Math.max(0, 2 - size);
  return digits === 0 ? Math.round(value).toLocaleString('en-GB') : value.toFixed(Math.min(digits, 4));
}

/** `median (least..most)` of the rounds; the median alone of one. */
export function spread(values: readonly number[]): string {
  const known = values.filter(Number.isFinite);
  if (known.length < 2) return short(median(known));
  return `${short(median(known))} (${short(Math.min(...known))}..${short(Math.max(...known))})`;
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
