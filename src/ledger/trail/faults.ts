/** What can be wrong with the trail. */
export const FAULT_KINDS = {
  changed: 'is not as it was written',
  missing: 'is not there',
  inserted: 'is none of Jeton’s entries, or stands there twice',
  reordered: 'stands in another place than where it was written',
  blanked: 'has lost its content, and no entry says that it was erased',
  outside: 'stands in no chain: an older version wrote it, or somebody else',
  'key-unknown': 'was tied with a key that the keys file does not hold',
  'chain-missing': 'a whole chain is not there',
  'head-changed': 'the end of the chain is not as it was written',
  'broken-before': 'says that the end of the chain had been changed before it was written',
  'anchor-differs': 'is another entry than the anchor that was kept',
  'anchor-missing':
    'an anchor was kept of it, and the chain ends before: the end was taken away, or an older ledger put back',
} as const;

export interface Fault {
  readonly kind: keyof typeof FAULT_KINDS;
  /** Number of the entry. */
  readonly id?: number;
  readonly chain?: number;
  readonly seq?: number;
  /** For several in a row: the last. */
  readonly upTo?: number;
}

/** How many are kept to be told. */
const TOLD = 50;

/** Faults as they are found: all are counted, the first are kept. */
export class Faults {
  readonly first: Fault[] = [];
  count = 0;

  add(fault: Fault): void {
    this.count += 1;
    if (this.first.length < TOLD) this.first.push(fault);
  }
}

/** `entry 12 (chain 0, place 12) is not as it was written`. */
export function describeFault({ kind, id, chain, seq, upTo }: Fault): string {
  const places = upTo === undefined || upTo === seq ? `place ${seq}` : `places ${seq} to ${upTo}`;
  const where = [chain === undefined ? [] : `chain ${chain}`, seq === undefined ? [] : places].flat().join(', ');
  if (id === undefined) return `${where}: ${FAULT_KINDS[kind]}`;
  return `entry ${id}${where === '' ? '' : ` (${where})`} ${FAULT_KINDS[kind]}`;
}
