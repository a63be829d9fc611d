/** Entries at most; a flood from everywhere must not fill the memory. */
const MOST = 10_000;

interface Spent {
  /** When that was found. */
  readonly from: number;
  readonly until: number;
}

/**
 * Budgets that this process has found spent. Whoever goes on asking is refused from memory, and costs the ledger nothing:
 * all of a client network's requests meet in one row, and would wait for one another there. One for a process.
 */
export class SpentBudgets {
  readonly #spent = new Map<string, Spent>();

  /** Until when a budget is known to be spent; times are milliseconds since the epoch. */
  find(bucket: string, now: number): number | undefined {
    const spent = this.#spent.get(bucket);
    if (spent === undefined) return undefined;
    // Also when the clock was set back: the ledger knows.
    if (now >= spent.from && now < spent.until) return spent.until;
    this.#spent.delete(bucket);
    return undefined;
  }

  note(bucket: string, spent: Spent): void {
    if (this.#spent.size >= MOST) this.#spent.clear();
    this.#spent.set(bucket, spent);
  }
}
