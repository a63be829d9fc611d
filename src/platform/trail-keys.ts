import { createHash } from 'node:crypto';
import type { Clock } from './clock.ts';
import { deriveKey } from './derive-key.ts';
import type { Random } from './random.ts';
import { Secret } from './secret.ts';

/** A key that links entries of the audit trail; every entry names the one that linked it. */
export interface TrailKey {
  readonly id: string;
  readonly key: Secret<Uint8Array>;
}

/** What a process needs to write the audit trail, and to verify it. Nothing in it opens anything that is sealed. */
export interface TrailKeys {
  /** For the heads of chains; the same in every process, whatever is rotated. */
  readonly heads: Secret<Uint8Array>;
  /** The newest first: it links. */
  readonly links: readonly [TrailKey, ...TrailKey[]];
}

const KEY_BYTES = 32;

/**
 * The keys of the trail: those that the keys file holds, the newest first, and last the one that is derived from the key
 * of addresses (HKDF, RFC 5869), which every installation has, so that files of before need no change.
 */
export function trailKeysOf(address: Secret<Uint8Array>, own: readonly TrailKey[] = []): TrailKeys {
  const key = deriveKey(address, 'jeton trail links');
  const derived = { id: `d-${fingerprintOf(key)}`, key };
  const [newest, ...older] = own;
  const links = newest === undefined ? ([derived] as const) : ([newest, ...older, derived] as const);
  return { heads: deriveKey(address, 'jeton trail heads'), links };
}

export function newTrailKey({ clock, random }: { clock: Clock; random: Random }): TrailKey {
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  const id = `${day}-${random.bytes(4).toString('hex')}`;
  return { id, key: new Secret<Uint8Array>(random.bytes(KEY_BYTES)) };
}

/** Tells keys apart; says nothing about one. */
function fingerprintOf(key: Secret<Uint8Array>): string {
  return createHash('sha256').update('jeton trail key').update(key.reveal()).digest('hex').slice(0, 8);
}
