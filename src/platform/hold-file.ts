import { DatabaseSync } from 'node:sqlite';

/** @see https://sqlite.org/rescode.html#busy */
const BUSY = 5;

/**
 * Holds a file for this process alone. The lock is the operating system's own on a file that SQLite holds, so it ends with
 * the process, however that ends; what stays is an empty file.
 * @returns undefined when another process has it
 * @throws what SQLite says when the file cannot be made
 */
export function holdFile(path: string): Disposable | undefined {
  const file = new DatabaseSync(path, { timeout: 0 });
  try {
    file.exec('begin exclusive');
  } catch (thrown) {
    file.close();
    if (thrown instanceof Error && 'errcode' in thrown && thrown.errcode === BUSY) return undefined;
    throw thrown;
  }
  return {
    [Symbol.dispose]() {
      file.close();
    },
  };
}
