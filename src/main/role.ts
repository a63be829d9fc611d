import { access, constants } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError, messageOf } from '../platform/errors.ts';
import { type Keys, readKeys } from '../platform/keys.ts';
import { readPublicKeys } from '../platform/public-keys.ts';
import { type Rereadable, buildRereadable } from '../platform/reread.ts';
import type { FindKey, SealKey, SealPublicKey } from '../platform/seal.ts';
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
  /** The newest that the file has now. */
  readonly sealTo: () => Promise<SealPublicKey>;
  /** Those that open, as the file has them now; none in a process that carries nothing. */
  readonly findOpening: FindKey;
  readonly trail: TrailKeys;
}

interface Tools {
  readonly log: Logger;
  readonly clock: Clock;
}

type KeyFiles = Pick<Settings, 'keysFile' | 'publicKeysFile'>;

/**
 * Reads the keys, and reads them again as they are needed, so that a rotation needs no restart: what opens is never read
 * for a web process, whatever lies on its disk.
 * @throws AppError KEYS_INVALID
 */
export async function readRoleKeys(
  role: Role,
  { keysFile, publicKeysFile }: KeyFiles,
  tools: Tools,
): Promise<RoleKeys> {
  if (carries(role)) return await readAllKeys(keysFile, tools);
  const keys = await readPublicPart(publicKeysFile, tools);
  if (await mayRead(keysFile)) {
    tools.log.warn(
      { file: keysFile },
      'the keys that open are within reach of this web process, which does not read them',
    );
  }
  return keys;
}

async function readAllKeys(file: string, tools: Tools): Promise<RoleKeys> {
  const first = await readKeys(file);
  const keys = rereadable(first, { file, read: readKeys, ...tools });
  const keyIn = ({ seal }: Keys, id: string): SealKey | undefined => seal.find((key) => key.id === id);
  return {
    address: first.address,
    sealTo: async () => (await keys.now()).seal[0],
    findOpening: async (id) => keyIn(keys.latest(), id) ?? keyIn(await keys.now(), id),
    trail: trailKeysOf(first.address, first.trail),
  };
}

async function readPublicPart(file: string, tools: Tools): Promise<RoleKeys> {
  const first = await readPublicKeys(file);
  const keys = rereadable(first, { file, read: readPublicKeys, ...tools });
  return {
    address: first.address,
    sealTo: async () => (await keys.now()).seal,
    findOpening: () => Promise.resolve(undefined),
    trail: trailKeysOf(first.address, first.trail),
  };
}

interface KeyFile<T> extends Tools {
  readonly file: string;
  readonly read: (file: string) => Promise<T>;
}

function rereadable<T>(first: T, { file, read, log, clock }: KeyFile<T>): Rereadable<T> {
  return buildRereadable({
    ...{ first, clock, read: () => read(file) },
    onFault: (thrown) => {
      log.error({ file, error: messageOf(thrown) }, 'the keys cannot be read again: those of before serve on');
    },
  });
}

/** Whether this process could read a file if it wanted to. */
export async function mayRead(file: string): Promise<boolean> {
  return await access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}
