import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';

/** Somebody else holds a SQLite ledger's write lock nearly all the time, until the end of the block (`await using`). */
export function keepLedgerBusy(path: string): AsyncDisposable {
  const stop = new SharedArrayBuffer(4);
  // Without the options and the environment that make the test runner take the thread for a test file.
  const options = { workerData: { path, stop }, execArgv: [], env: {} };
  const worker = new Worker(new URL('./busy-ledger-thread.ts', import.meta.url), options);
  const ended = once(worker, 'exit');
  return {
    async [Symbol.asyncDispose]() {
      Atomics.store(new Int32Array(stop), 0, 1);
      Atomics.notify(new Int32Array(stop), 0);
      await ended;
    },
  };
}

/** Somebody else holds the write lock until the end of the block (`using`). */
export function holdLedger(path: string): Disposable {
  const database = new DatabaseSync(path, { timeout: 5000 });
  database.exec('begin immediate');
  return {
    [Symbol.dispose]() {
      database.close();
    },
  };
}
