import { setTimeout as pause } from 'node:timers/promises';
import { EndedEarly } from '../support/jeton.ts';
import { readUnit } from '../support/unit.ts';
import type { Role } from './mortal-farm.ts';
import type { MortalService } from './mortal-service.ts';

/**
 * Starts a process as systemd does by the unit of our example: where it ends early, again after a rest, unless its exit
 * code says that starting again mends nothing. @returns how often it was started in vain
 */
export async function startAsUnit(service: MortalService, role: Role): Promise<number> {
  const { final, restMs } = await readUnit(`jeton-${role}`);
  for (let vain = 0; ; vain += 1) {
    try {
      await service.start();
      return vain;
    } catch (thrown) {
      if (!(thrown instanceof EndedEarly) || thrown.code === null || final.includes(thrown.code)) throw thrown;
    }
    await pause(restMs);
  }
}
