import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServeOptions } from '../support/jeton.ts';
import { SlowDisk } from '../support/slow-disk.ts';
import type { World } from './world.ts';

/** The disk of a world's service, once there is one. */
export class DiskOfWorld {
  #disk: SlowDisk | undefined;

  /** How the service is started so that its disk can be slowed down. */
  async set({ installation }: World): Promise<ServeOptions> {
    const folder = join(installation.folder, 'disk');
    await mkdir(folder);
    this.#disk = new SlowDisk(folder);
    return this.#disk.options;
  }

  get slow(): SlowDisk {
    assert.ok(this.#disk, 'the service was started');
    return this.#disk;
  }
}
