/** `12,15-18`: numbers of entries, as an entry about an erasure lists them. */
export function listIds(ids: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const id of ids.toSorted((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last !== undefined && id === last[1] + 1) last[1] = id;
    else runs.push([id, id]);
  }
  return runs.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',');
}

const RUN = /^(\d+)(?:-(\d+))?$/;
/** More than one erasure covers. */
const MOST = 100_000;

/** @param detail of an entry about an erasure. @returns the numbers of the entries whose content it covers */
export function erasedIn(detail: string | null): readonly number[] {
  // Read by hand: what somebody has tampered with may be no JSON.
  const [, entries = ''] = /"entries":"([\d,-]*)"/.exec(detail ?? '') ?? [];
  return entries.split(',').flatMap((run) => {
    const [, first, last = first] = RUN.exec(run) ?? [];
    const length = Number(last) - Number(first) + 1;
    return length > 0 && length <= MOST ? Array.from({ length }, (_, index) => Number(first) + index) : [];
  });
}
