import { Worker } from 'node:worker_threads';
import type { HashAnswer, HashOrder } from './hash-thread.ts';

const THREAD = new URL('./hash-thread.ts', import.meta.url);

interface Waiting {
  readonly resolve: (hash: string) => void;
  readonly reject: (why: Error) => void;
}

/** Hashes on a thread of its own, which is started when it is first needed: the event loop goes on meanwhile. */
export class HashWorker implements AsyncDisposable {
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | undefined;
  #serial = 0;

  /** @throws Error when the thread ends */
  hash(order: Omit<HashOrder, 'id'>): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#serial += 1;
    const id = this.#serial;
    this.#waiting.set(id, { resolve, reject });
    this.#thread ??= this.#start();
    this.#thread.ref();
    this.#thread.postMessage({ ...order, id } satisfies HashOrder);
    return promise;
  }

  #start(): Worker {
    const flags = ['--disable-warning=ExperimentalWarning'];
    const thread = new Worker(THREAD, { execArgv: flags, env: {} });
    thread.on('message', (answer: HashAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('hash' in answer) waiting?.resolve(answer.hash);
      else waiting?.reject(new Error(answer.fault));
      // A thread that rests does not keep the process alive.
      if (this.#waiting.size === 0) thread.unref();
    });
    thread.on('error', (why: Error) => this.#fail(thread, why));
    thread.on('exit', () => this.#fail(thread, new Error('the thread that hashes has ended')));
    return thread;
  }

  #fail(thread: Worker, why: Error): void {
    if (this.#thread !== thread) return;
    this.#thread = undefined;
    for (const { reject } of this.#waiting.values()) reject(why);
    this.#waiting.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.terminate();
  }
}
