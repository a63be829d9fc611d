import { Worker } from 'node:worker_threads';
import type { HashAnswer, HashOrder } from './hash-thread.ts';

const THREAD = new URL('./hash-thread.ts', import.meta.url);

interface Waiting {
  readonly order: HashOrder;
  readonly signal: AbortSignal;
  readonly resolve: (hash: string) => void;
  readonly reject: (why: unknown) => void;
}

/**
 * Hashes on a thread of its own, which is started when it is first needed: the event loop goes on meanwhile. The thread
 * has one order at a time, and those that nobody waits for any more never reach it.
 */
export class HashWorker implements AsyncDisposable {
  readonly #queue: Waiting[] = [];
  #current: Waiting | undefined;
  #thread: Worker | undefined;

  /** @throws Error when the thread ends, and the signal's reason when it comes before the order's turn */
  hash(order: HashOrder, signal: AbortSignal): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#queue.push({ order, signal, resolve, reject });
    this.#next();
    return promise;
  }

  #next(): void {
    if (this.#current !== undefined) return;
    this.#current = this.#takeWanted();
    if (this.#current === undefined) {
      // A thread that rests does not keep the process alive.
      this.#thread?.unref();
      return;
    }
    this.#thread ??= this.#start();
    this.#thread.ref();
    this.#thread.postMessage(this.#current.order);
  }

  #takeWanted(): Waiting | undefined {
    for (let first = this.#queue.shift(); first !== undefined; first = this.#queue.shift()) {
      if (!first.signal.aborted) return first;
      first.reject(first.signal.reason);
    }
    return undefined;
  }

  #start(): Worker {
    // With the flags of the process: a thread that is given its own is outside of Node's permission model.
    const thread = new Worker(THREAD, { env: {} });
    thread.on('message', (answer: HashAnswer) => {
      const current = this.#current;
      this.#current = undefined;
      if ('hash' in answer) current?.resolve(answer.hash);
      else current?.reject(new Error(answer.fault));
      this.#next();
    });
    thread.on('error', (why: Error) => this.#fail(thread, why));
    thread.on('exit', () => this.#fail(thread, new Error('the thread that hashes has ended')));
    return thread;
  }

  #fail(thread: Worker, why: Error): void {
    if (this.#thread !== thread) return;
    this.#thread = undefined;
    this.#current?.reject(why);
    this.#current = undefined;
    for (const { reject } of this.#queue.splice(0)) reject(why);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.terminate();
  }
}
