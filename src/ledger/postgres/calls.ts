import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import type { Hosts } from './hosts.ts';

const CHANNEL = 'jeton';
/** Calls are gathered for this long: a courier that was called finds everything that came meanwhile. Milliseconds. */
const GATHER_MS = 25;
/** Before it is tried again to listen, in milliseconds. */
const AGAIN_MS = 1000;
/** How often it is seen whether the connection that listens still stands, in milliseconds. */
const PROBE_MS = 20_000;

/**
 * Calls between the processes that share a ledger. They go out after the commit, on their own and without waiting for a
 * disk: a call within a transaction would make all commits of the database stand in one line. One that gets lost is made
 * good by the next look.
 */
export class Calls {
  readonly #hosts: Hosts;
  readonly #self = randomUUID();
  readonly #listeners = new Set<() => void>();
  readonly #closing = new AbortController();
  #gathering: Promise<void> | undefined;
  #isCalledAgain = false;
  #listening: Promise<void> | undefined;

  constructor(hosts: Hosts) {
    this.#hosts = hosts;
  }

  call(): void {
    if (this.#closing.signal.aborted) return;
    if (this.#gathering !== undefined) {
      this.#isCalledAgain = true;
      return;
    }
    this.#gathering = this.#send()
      .catch(() => undefined)
      .then(() => this.#rest(GATHER_MS))
      .finally(() => {
        this.#gathering = undefined;
        if (!this.#isCalledAgain) return;
        this.#isCalledAgain = false;
        this.call();
      });
  }

  onCalled(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#listening ??= this.#listen();
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#gathering;
    await this.#listening;
  }

  async #send(): Promise<void> {
    const client = await this.#hosts.connect();
    try {
      const notify = `select pg_notify('${CHANNEL}', '${this.#self}')`;
      await client.query(`begin; set local synchronous_commit = off; ${notify}; commit`);
      client.release();
    } catch (thrown) {
      client.release(true);
      throw thrown;
    }
  }

  async #listen(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      await this.#listenOnce().catch(() => undefined);
      await this.#rest(AGAIN_MS);
    }
  }

  async #listenOnce(): Promise<void> {
    const client = await this.#hosts.connect();
    try {
      const broken = new AbortController();
      client.on('notification', ({ payload }) => {
        if (payload !== this.#self) this.#tell();
      });
      client.once('end', () => {
        broken.abort();
      });
      await client.query(`listen ${CHANNEL}`);
      // Something may have been called while nobody listened.
      this.#tell();
      await this.#watch(client, AbortSignal.any([broken.signal, this.#closing.signal]));
    } finally {
      client.release(true);
    }
  }

  /** Until the connection is of no use any more: it ends, or a question to it is not answered. */
  async #watch(client: PoolClient, ended: AbortSignal): Promise<void> {
    for (;;) {
      await pause(PROBE_MS, undefined, { signal: ended });
      const answer = client.query('select 1').then(() => true);
      answer.catch(() => undefined);
      const answered = await Promise.race([answer, pause(PROBE_MS, false, { signal: ended })]);
      if (!answered) return;
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  async #rest(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }
}
