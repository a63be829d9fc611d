/**
 * The lanes in which this process has a try on its way. A lease says so to everybody, but by the clock: one that is set
 * ahead ends leases whose tries go on, and a newer password would set off beside an older one.
 */
export class LanesInHand {
  readonly #lanes = new Map<string, number>();

  has(lane: string | null): boolean {
    return lane !== null && this.#lanes.has(lane);
  }

  /** Counts a try as on its way until it has come back. */
  async during<T>(lane: string | null, work: () => Promise<T>): Promise<T> {
    if (lane === null) return await work();
    this.#lanes.set(lane, (this.#lanes.get(lane) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const left = (this.#lanes.get(lane) ?? 1) - 1;
      if (left > 0) this.#lanes.set(lane, left);
      else this.#lanes.delete(lane);
    }
  }
}
