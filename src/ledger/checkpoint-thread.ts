import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/** Runs in a thread of its own: one checkpoint for each message, and a message back when it is over. */
const database = new DatabaseSync(workerData as string, { timeout: 0 });
// PASSIVE: as much as can be moved without anybody waiting (sqlite.org/pragma.html#pragma_wal_checkpoint).
const checkpoint = database.prepare('pragma wal_checkpoint(passive)');

parentPort?.on('message', () => {
  try {
    checkpoint.get();
  } catch {
    // The disk is full, or another process is at it: the log grows, and the next one moves more.
  }
  parentPort?.postMessage('over');
});
