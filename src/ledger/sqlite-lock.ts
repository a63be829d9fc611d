import { setTimeout as pause } from 'node:timers/promises';

/** How long to wait before each further try, in milliseconds: soon at first, five seconds in all. */
const WAITS: readonly number[] = [1, 2, 5, 10, ...Array<number>(200).fill(25)];

/** The primary result code of "another process has locked the file" (sqlite.org/rescode.html#busy). */
const BUSY = 5;

/**
 * Does something that the lock of another process may forbid just now, as soon as that lets go. The wait is off the event
 * loop: SQLite's own would keep everybody from everything.
 * @param rest how to wait between two tries, so many milliseconds
 * @throws what `work` throws, at once; that the file is locked, once there has been waiting enough
 */
export async function whenFree<T>(
  work: () => T | Promise<T>,
  { waits = WAITS, rest = pause }: { waits?: readonly number[]; rest?: (ms: number) => Promise<void> } = {},
): Promise<T> {
  for (const milliseconds of waits) {
    try {
      return await work();
    } catch (thrown) {
      if (!isBusy(thrown)) throw thrown;
    }
    await rest(milliseconds);
  }
  return await work();
}

/** Whether SQLite itself threw this, since another process has locked the file. */
export function isBusy(thrown: unknown): boolean {
  return thrown instanceof Error && 'errcode' in thrown && (Number(thrown.errcode) & 0xff) === BUSY;
}
