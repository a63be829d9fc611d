import { loadSettings } from '../../config/load-settings.ts';
import type { Settings } from '../../config/settings.ts';
import { type Ledger, openLedger } from '../../ledger/ledger.ts';
import { systemClock } from '../../platform/clock.ts';
import { readKeys } from '../../platform/keys.ts';
import type { Secret } from '../../platform/secret.ts';
import { type TrailKeys, trailKeysOf } from '../../platform/trail-keys.ts';
import type { Terminal } from '../command.ts';
import { operatorOf } from '../operator.ts';

/** What every action on the trail works with. */
export interface AuditStand extends AsyncDisposable {
  readonly settings: Settings;
  readonly keys: TrailKeys;
  /** Under which addresses are kept. */
  readonly addressKey: Secret<Uint8Array>;
  readonly ledger: Ledger;
  readonly operator: string;
  readonly terminal: Terminal;
}

/** @throws AppError SETTINGS_INVALID, KEYS_INVALID, LEDGER_UNAVAILABLE, LEDGER_NEWER */
export async function openStand(config: string, terminal: Terminal): Promise<AuditStand> {
  const settings = await loadSettings(config, terminal.environment);
  const { address, trail } = await readKeys(settings.keysFile);
  const keys = trailKeysOf(address, trail);
  const ledger = await openLedger({ ...settings.ledger, clock: systemClock, trail: keys });
  return {
    ...{ settings, keys, addressKey: address, ledger, terminal, operator: operatorOf(terminal) },
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  };
}
