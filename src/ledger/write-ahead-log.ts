import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError, messageOf } from '../platform/errors.ts';
import { Checkpoints } from './checkpoints.ts';
import type { Durability } from './group-commit.ts';

/**
 * Makes what SQLite has committed durable, off the event loop. SQLite appends commits to the write-ahead log in order
 * (sqlite.org/wal.html), so one flush covers every commit before it; what a checkpoint has moved into the file SQLite has
 * flushed itself. The log is a file of its own that carries none of SQLite's locks: holding it open, and closing it, does
 * not drop them (sqlite.org/howtocorrupt.html, 2.2). It is flushed through its handle: under Node's permission model
 * `fs.fdatasync`, which takes any descriptor, is refused.
 */
export class WriteAheadLog implements Durability, AsyncDisposable {
  readonly #path: string;
  readonly #checkpoints: Checkpoints;
  #file: Promise<FileHandle> | undefined;
  #broken: AppError | undefined;

  /** @param path the database's */
  constructor(path: string) {
    this.#path = path;
    this.#checkpoints = new Checkpoints(path);
  }

  /**
   * To be asked before a commit.
   * @throws AppError LEDGER_UNAVAILABLE for good once a flush has failed: the kernel drops what it could not write, and a
   * later flush that succeeds would prove nothing. A restart reads what the disk has.
   */
  assertSound(): void {
    if (this.#broken !== undefined) throw this.#broken;
  }

  /**
   * Returns once everything committed before this call survives a power cut.
   * @throws AppError LEDGER_UNSURE: what was committed is in the file, and may be on the disk or not
   */
  async flush(): Promise<void> {
    try {
      const file = await (this.#file ??= this.#open());
      await file.datasync();
    } catch (cause) {
      const detail = `the ledger cannot be flushed: ${messageOf(cause)}`;
      this.#broken = new AppError('LEDGER_UNAVAILABLE', `${detail}; restart`, { cause });
      throw new AppError('LEDGER_UNSURE', `${detail}: whether it was written is not known`, { cause });
    }
    this.#checkpoints.noteFlush();
  }

  /** At the first flush: SQLite makes the log when it first needs it. */
  async #open(): Promise<FileHandle> {
    const file = await open(`${this.#path}-wal`, 'r+');
    await flushFolderOf(this.#path);
    return file;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#checkpoints[Symbol.asyncDispose]();
    const file = await this.#file?.catch(() => undefined);
    await file?.close();
  }
}

/** The names of new files are only durable once their folder is (fsync(2)). */
async function flushFolderOf(path: string): Promise<void> {
  await using folder = await open(dirname(path), 'r');
  await folder.sync();
}
