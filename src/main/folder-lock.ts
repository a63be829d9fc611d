import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { AppError, messageOf } from '../platform/errors.ts';

const FILE = 'in-use.lock';

/**
 * Keeps a folder for this process alone. The lock is the operating system's own on a file that SQLite holds, so it ends
 * with the process, however that ends; what stays is an empty file.
 * @throws AppError USAGE when another process has the folder, with what to do
 */
export function lockFolder(folder: string): Disposable {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(folder, FILE), { timeout: 0 });
    lock.exec('begin exclusive');
  } catch (cause) {
    lock?.close();
    const isTaken = cause instanceof Error && 'errcode' in cause && cause.errcode === BUSY;
    const what = isTaken ? 'is in use by another demo; stop that one, or choose another folder' : messageOf(cause);
    throw new AppError('USAGE', `--data ${folder}: ${what}`, { cause });
  }
  const held = lock;
  return {
    [Symbol.dispose]() {
      held.close();
    },
  };
}

/** @see https://sqlite.org/rescode.html#busy */
const BUSY = 5;
