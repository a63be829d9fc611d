import { setTimeout as pause } from 'node:timers/promises';

/** How often the outside is looked at, in milliseconds. */
const LOOK_MS = 25;

export interface Patience {
  /** What is missing when patience ends, for the error. */
  readonly missing: string | (() => string);
  /** Milliseconds; ten seconds unless said. */
  readonly patienceMs?: number;
  readonly lookMs?: number;
  /** As long as this says so, patience has not begun. */
  readonly waits?: () => boolean;
}

/** Looks at something that cannot tell by itself until it shows what is wanted. */
export async function until<T>(
  look: () => Promise<T | undefined> | T | undefined,
  { missing, patienceMs = 10_000, lookMs = LOOK_MS, waits = () => false }: Patience,
): Promise<T> {
  let end = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (waits()) end = performance.now() + patienceMs;
    if (performance.now() > end) {
      throw new Error(`${typeof missing === 'string' ? missing : missing()} within ${patienceMs / 1000} s`);
    }
    await pause(lookMs);
  }
}
