import { setTimeout as pause } from 'node:timers/promises';

/** For how long the process rests, and runs, in turn. Milliseconds. */
const RESTS_MS = 900;
const RUNS_MS = 60;

/** Does something while a process gets the processor for a small part of the time only, as on a machine that is too slow. */
export async function whileProcessorIsSlow(pid: number, work: () => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const slowing = slow(pid, stop.signal);
  try {
    await work();
  } finally {
    stop.abort();
    await slowing;
  }
}

async function slow(pid: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    process.kill(pid, 'SIGSTOP');
    await pause(RESTS_MS, undefined, { signal }).catch(() => undefined);
    process.kill(pid, 'SIGCONT');
    await pause(RUNS_MS, undefined, { signal }).catch(() => undefined);
  }
}
