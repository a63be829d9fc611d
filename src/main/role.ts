import { access, constants } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.ts';
import { AppError } from '../platform/errors.ts';
import { readKeys } from '../platform/keys.ts';
import { readPublicKeys } from '../platform/public-keys.ts';
import type { SealKey, SealPublicKey } from '../platform/seal.ts';
import type { Secret } from '../platform/secret.ts';
import { type TrailKeys, trailKeysOf } from '../platform/trail-keys.ts';

/** What a process does: answer pages, carry deliveries, or both. */
export type Role = 'web' | 'courier' | 'both';

export const ROLES: readonly Role[] = ['web', 'courier', 'both'];

export const ROLE_OPTION = { role: { type: 'string', default: 'both' } } as const;

/** @throws AppError USAGE that lists the roles there are */
export function readRole(text: string): Role {
  const role = ROLES.find((each) => each === text);
  if (role !== undefined) return role;
  throw new AppError('USAGE', `--role ${text}: the roles are ${ROLES.join(', ')}`);
}

/** Whether a process of this role carries deliveries, and so opens what is sealed. */
export function carries(role: Role): boolean {
  return role !== 'web';
}

/** As operators and the ledger read it. */
export function describeRole(role: Role): string {
  return role === 'both' ? 'web and courier' : role;
}

/** The keys of a process, as far as its role needs them. */
export interface RoleKeys {
  readonly address: Secret<Uint8Array>;
  readonly sealTo: SealPublicKey;
  /** Those that open; none in a process that carries nothing. */
  readonly opening: readonly SealKey[];
  readonly trail: TrailKeys;
}

/**
 * Reads the keys: what opens is never read for a web process, whatever lies on its disk.
 * @throws AppError KEYS_INVALID
 */
export async function readRoleKeys(
  role: Role,
  { keysFile, publicKeysFile }: Pick<Settings, 'keysFile' | 'publicKeysFile'>,
  log: Logger,
): Promise<RoleKeys> {
  if (carries(role)) {
    const { address, seal, trail } = await readKeys(keysFile);
    return { address, sealTo: seal[0], opening: seal, trail: trailKeysOf(address, trail) };
  }
  const { address, seal, trail } = await readPublicKeys(publicKeysFile);
  if (await mayRead(keysFile)) {
    log.warn({ file: keysFile }, 'the keys that open are within reach of this web process, which does not read them');
  }
  return { address, sealTo: seal, opening: [], trail: trailKeysOf(address, trail) };
}

/** Whether this process could read a file if it wanted to. */
export async function mayRead(file: string): Promise<boolean> {
  return await access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}
