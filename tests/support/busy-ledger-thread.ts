import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';

/** How long the lock is held, and let go, in turn. Milliseconds. */
const HELD_MS = 900;
const FREE_MS = 60;

const { path, stop } = workerData as { readonly path: string; readonly stop: SharedArrayBuffer };
const flag = new Int32Array(stop);
const database = new DatabaseSync(path, { timeout: 5000 });

/** Waits as long, or until told to stop. */
const pause = (milliseconds: number): boolean => Atomics.wait(flag, 0, 0, milliseconds) === 'timed-out';

let goesOn = true;
while (goesOn) {
  database.exec('begin immediate');
  goesOn = pause(HELD_MS);
  database.exec('rollback');
  goesOn &&= pause(FREE_MS);
}
database.close();
