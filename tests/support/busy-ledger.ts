import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Does something while somebody else holds a SQLite ledger's write lock nearly all the time, as on a machine that is too slow. */
export async function whileLedgerIsBusy(path: string, work: () => Promise<void>): Promise<void> {
  const stop = new SharedArrayBuffer(4);
  // Without the options and the environment that make the test runner take the thread for a test file.
  const options = { workerData: { path, stop }, execArgv: [], env: {} };
  const worker = new Worker(new URL('./busy-ledger-thread.ts', import.meta.url), options);
  const ended = once(worker, 'exit');
  try {
    await work();
  } finally {
    Atomics.store(new Int32Array(stop), 0, 1);
    Atomics.notify(new Int32Array(stop), 0);
    await ended;
  }
}
