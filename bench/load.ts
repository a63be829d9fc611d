/** What a run of one operation has shown. */
export interface Run {
  readonly operations: number;
  /** From the first operation's start to the last one's end. */
  readonly seconds: number;
  /** Milliseconds that each operation took, in the order in which they ended. */
  readonly latencies: readonly number[];
  /** What went wrong, and how often. */
  readonly failures: ReadonlyMap<string, number>;
}

export interface Load<T> {
  /** One element for each operation. */
  readonly work: readonly T[];
  /** How many operations are under way at once; each has a worker's number of its own. */
  readonly concurrency: number;
  readonly operation: (item: T, worker: number) => Promise<void>;
  /** No operation is begun after so long. */
  readonly longestMs?: number;
}

/** Closed loop: each worker begins an operation when its last one has ended. */
export async function runLoad<T>({ work, concurrency, operation, longestMs = 120_000 }: Load<T>): Promise<Run> {
  const latencies: number[] = [];
  const failures = new Map<string, number>();
  const queue = work.values();
  const began = performance.now();
  const worker = async (number: number): Promise<void> => {
    for (const item of queue) {
      const start = performance.now();
      if (start - began > longestMs) return;
      try {
        await operation(item, number);
        latencies.push(performance.now() - start);
      } catch (thrown) {
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        failures.set(why, (failures.get(why) ?? 0) + 1);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, (_, number) => worker(number)));
  return { operations: latencies.length, seconds: (performance.now() - began) / 1000, latencies, failures };
}
