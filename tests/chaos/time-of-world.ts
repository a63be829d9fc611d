import assert from 'node:assert/strict';
import type { ServeOptions } from '../support/jeton.ts';
import { SetClock } from '../support/set-clock.ts';
import type { World } from './world.ts';

/** The clock of a world's service, once there is one. */
export class TimeOfWorld {
  #clock: SetClock | undefined;

  /** How the service is started so that its clock can be set. */
  async set({ installation, receiver }: World): Promise<ServeOptions> {
    this.#clock = await SetClock.create(installation.folder, (aheadMs) => (receiver.aheadMs = aheadMs));
    return this.#clock.options;
  }

  get clock(): SetClock {
    assert.ok(this.#clock, 'the service was started');
    return this.#clock;
  }
}
