import { createHash } from 'node:crypto';
import type { Random } from '../platform/random.ts';

const TOKEN_BYTES = 32;
const WELL_FORMED = /^[A-Za-z0-9_-]{43}$/;

/** A secret that only its receiver holds; the ledger keeps the hash alone. */
export interface Token {
  /** 32 random bytes, base64url without padding: 43 characters. */
  readonly text: string;
  readonly hash: Uint8Array;
}

/** SHA-256 suffices for 256 random bits: there is nothing to guess (ASVS 6.5.2). */
export function hashToken(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}

export function newToken(random: Random): Token {
  const text = random.bytes(TOKEN_BYTES).toString('base64url');
  return { text, hash: hashToken(text) };
}

/** Whether a text can be a token at all. */
export function isWellFormed(text: string): boolean {
  return WELL_FORMED.test(text);
}

/** A public identifier: sortable by time, no secret (RFC 9562, UUID version 7). */
export function newId(now: number, random: Random): string {
  const bytes = Buffer.concat([Buffer.alloc(6), random.bytes(10)]);
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
