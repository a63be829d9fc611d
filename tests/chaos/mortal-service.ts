import type { Transport } from '../../src/attacks/form-client.ts';
import { overHttp } from '../support/http-transport.ts';
import { type Installation, type RunningJeton, type ServeOptions, serve } from '../support/jeton.ts';

/** What is killed and started again, and what it has logged in all its lives. */
export interface Mortal extends AsyncDisposable {
  /** The process that runs now. */
  readonly pid: number;
  /** Lines of all lives that report a fault. */
  readonly complaints: readonly string[];
  /** Resolves while its pages can be reached, or as soon as they can again. */
  up(): Promise<void>;
  /** How somebody at this address reaches its pages. */
  reach(client: string): Transport;
  start(): Promise<void>;
  /** Starts it and kills it at `killed`, whether it is ready by then or not. */
  startInVain(killed: AbortSignal): Promise<void>;
  kill(): Promise<void>;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
}

export class MortalService implements Mortal {
  readonly #installation: Installation;
  readonly #options: ServeOptions;
  readonly #logs: string[] = [];
  #running: RunningJeton | undefined;
  #deaths = 0;
  #ready = Promise.withResolvers<undefined>();

  constructor(installation: Installation, options: ServeOptions = {}) {
    this.#installation = installation;
    this.#options = options;
  }

  async up(): Promise<void> {
    await this.#ready.promise;
  }

  reach(client: string): Transport {
    return overHttp(this.#installation.publicUrl, client);
  }

  /** How often it was killed or stopped so far. */
  get deaths(): number {
    return this.#deaths;
  }

  get pid(): number {
    if (this.#running === undefined) throw new Error('the service does not run');
    return this.#running.pid;
  }

  async start(): Promise<void> {
    this.#running = await serve(this.#installation, this.#options);
    this.#ready.resolve(undefined);
  }

  async startInVain(killed: AbortSignal): Promise<void> {
    // It either ends before it is ready, or has hardly begun.
    const running = await serve(this.#installation, { ...this.#options, killed }).catch(() => undefined);
    if (running === undefined) return;
    await running.kill();
    this.#logs.push(running.log());
  }

  async kill(): Promise<void> {
    const running = this.#take();
    await running?.kill();
    if (running !== undefined) this.#logs.push(running.log());
  }

  async stop(): Promise<number | null> {
    const running = this.#take();
    const code = (await running?.stop()) ?? null;
    if (running !== undefined) this.#logs.push(running.log());
    return code;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  get complaints(): readonly string[] {
    const lines = [...this.#logs, this.#running?.log() ?? ''].flatMap((log) => log.split('\n'));
    return lines.filter((line) => line !== '' && !/^\{"level":"(info|debug|trace|warn)"/.test(line));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #take(): RunningJeton | undefined {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) return undefined;
    this.#deaths += 1;
    this.#ready = Promise.withResolvers<undefined>();
    return running;
  }
}
