import type { Clock } from './clock.ts';

export interface RereadOptions<T> {
  /** What was read at the start. */
  readonly first: T;
  readonly read: () => Promise<T>;
  readonly clock: Clock;
  /** Told when it cannot be read any more, once until it can be again: what was read before goes on serving. */
  readonly onFault: (thrown: unknown) => void;
}

/** What is kept outside the process and may be replaced there while it runs: a file, for instance. */
export interface Rereadable<T> {
  /** As it was read last; asks nobody. */
  latest(): T;
  /** As it is now; read again, unless that was done within the last seconds. Never throws. */
  now(): Promise<T>;
}

/** However often it is asked for, it is read no more often, in milliseconds. */
const PAUSE_MS = 5000;

/** Reads again what may have been replaced since the start. */
export function buildRereadable<T>({ first, read, clock, onFault }: RereadOptions<T>): Rereadable<T> {
  let latest = first;
  let isFaulty = false;
  let readAt = clock.elapsed();
  let reading: Promise<void> | undefined;

  async function again(): Promise<void> {
    try {
      latest = await read();
      isFaulty = false;
    } catch (thrown) {
      if (!isFaulty) onFault(thrown);
      isFaulty = true;
    }
    readAt = clock.elapsed();
    reading = undefined;
  }

  return {
    latest: () => latest,
    async now() {
      if (reading !== undefined || clock.elapsed() - readAt >= PAUSE_MS) await (reading ??= again());
      return latest;
    },
  };
}
