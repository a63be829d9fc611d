import { access, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServeOptions } from './jeton.ts';
import { until } from './until.ts';

/** The disk of a running service, which a test slows down: what a flush waits for. */
export class SlowDisk {
  readonly options: Pick<ServeOptions, 'preload' | 'environment'>;
  readonly #folder: string;

  /** @param folder where the service looks how slow it is; nothing else lies there */
  constructor(folder: string) {
    this.#folder = folder;
    const preload = new URL('./disk-preload.ts', import.meta.url).href;
    this.options = { preload, environment: { JETON_TEST_DISK: folder } };
  }

  /** Every flush takes so much longer from now on. */
  async slow(milliseconds: number): Promise<void> {
    await writeFile(join(this.#folder, 'slow'), String(milliseconds));
  }

  /** No flush ends from now on, until `release`. */
  async hold(): Promise<void> {
    await rm(join(this.#folder, 'waiting'), { force: true });
    await writeFile(join(this.#folder, 'held'), '');
  }

  async release(): Promise<void> {
    await rm(join(this.#folder, 'held'), { force: true });
  }

  /** Resolves once a flush waits for `release`. */
  async waitForFlush(): Promise<void> {
    const look = (): Promise<true | undefined> =>
      access(join(this.#folder, 'waiting')).then(
        () => true,
        () => undefined,
      );
    await until(look, { missing: 'nothing is flushed' });
  }
}
