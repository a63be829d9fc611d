import { Worker } from 'node:worker_threads';

/** Flushes between two checkpoints: some megabytes of log. */
const EVERY = 32;
const THREAD = new URL('./checkpoint-thread.ts', import.meta.url);
/** It holds a file and a statement. */
const LITTLE = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 };

/**
 * Moves what the write-ahead log holds into the file, on a thread of its own with a connection of its own: the event loop
 * would stand still for two flushes and some thousand pages, which one request in a few hundred would wait for. The thread
 * begins with the first checkpoint that is due, so that a command that looks at the ledger never has one.
 */
export class Checkpoints implements AsyncDisposable {
  readonly #path: string;
  #thread: Worker | undefined;
  #isUnderWay = false;
  #flushes = 0;

  /** @param path the database's */
  constructor(path: string) {
    this.#path = path;
  }

  /** To be called after each flush of the log. */
  noteFlush(): void {
    this.#flushes += 1;
    if (this.#flushes < EVERY || this.#isUnderWay) return;
    this.#flushes = 0;
    this.#isUnderWay = true;
    try {
      this.#thread ??= this.#start();
      this.#thread.postMessage('checkpoint');
    } catch {
      // No thread is to be had: what was flushed is safe all the same, and SQLite moves the log by itself.
    }
  }

  /** The last connection to close moves the rest, so this one goes first. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.terminate();
  }

  #start(): Worker {
    // With the flags of the process: a thread that is given its own is outside of Node's permission model.
    const thread = new Worker(THREAD, { workerData: this.#path, env: {}, resourceLimits: LITTLE });
    thread.on('message', () => {
      this.#isUnderWay = false;
    });
    // SQLite moves the log by itself then, later and on the event loop (`sqlite.ts`).
    thread.on('error', () => undefined);
    thread.unref();
    return thread;
  }
}
