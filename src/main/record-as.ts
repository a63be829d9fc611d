import { stat } from 'node:fs/promises';
import type { Settings } from '../config/settings.ts';
import type { NewEvent } from '../ledger/events.ts';
import { openLedger } from '../ledger/ledger.ts';
import { systemClock } from '../platform/clock.ts';
import { readKeys } from '../platform/keys.ts';
import { trailKeysOf } from '../platform/trail-keys.ts';
import type { Terminal } from './command.ts';
import { operatorOf } from './operator.ts';

/**
 * Writes down in the audit trail what a command has done, and who ran it. A ledger that is not there yet is not made: the
 * service's own user does that. Without the keys file nothing can be written.
 * @throws AppError KEYS_INVALID, LEDGER_UNAVAILABLE
 */
export async function recordAs(
  terminal: Terminal,
  settings: Pick<Settings, 'ledger' | 'keysFile'>,
  event: Omit<NewEvent, 'actor'>,
): Promise<void> {
  const { ledger: place, keysFile } = settings;
  if (place.engine === 'sqlite' && !(await isThere(place.path))) return;
  const { address, trail } = await readKeys(keysFile);
  await using ledger = await openLedger({ ...place, clock: systemClock, trail: trailKeysOf(address, trail) });
  await ledger.transaction((tx) => tx.record({ ...event, actor: operatorOf(terminal) }));
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
