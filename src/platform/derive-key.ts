import { hkdfSync } from 'node:crypto';
import { Secret } from './secret.ts';

const KEY_BYTES = 32;

/**
 * A key of its own for one purpose (HKDF with SHA-256, RFC 5869): the same in every process, and neither tells about the
 * other.
 */
export function deriveKey(from: Secret<Uint8Array>, purpose: string): Secret<Uint8Array> {
  return new Secret<Uint8Array>(new Uint8Array(hkdfSync('sha256', from.reveal(), '', purpose, KEY_BYTES)));
}
