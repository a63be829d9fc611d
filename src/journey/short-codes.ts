import { createHmac } from 'node:crypto';
import type { Random } from '../platform/random.ts';
import { hashToken } from './tokens.ts';

/** Without I, L, O and U: nobody mistakes one sign for another, and few words can be spelt (Crockford's base 32). */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 40 bits; five for each sign. */
const CODE_BYTES = 5;
const WELL_FORMED = /^[0-9A-HJKMNP-TV-Z]{8}$/;

/** A code to be typed from one screen into another, as it is kept: eight signs. */
export type ShortCode = string;

export function newCode(random: Random): ShortCode {
  const bits = [...random.bytes(CODE_BYTES)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => SIGNS.charAt(Number.parseInt(five, 2))).join('');
}

/** As it is read: `K7QM-3XTD`. */
export function writeCode(code: ShortCode): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** What somebody typed, whatever the case and whatever stands between; undefined when it can be no code. */
export function readCode(typed: string): ShortCode | undefined {
  const signs = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}\u200E\u200F\u2066-\u2069]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return WELL_FORMED.test(signs) ? signs : undefined;
}

/** What stands for a waiting browser in the ledger and in deliveries, which hold nothing that it could be known by. */
export function hashWaiting(waiting: string): string {
  return Buffer.from(hashToken(waiting)).toString('base64url');
}

/** What the code of a mail is bound to, where a browser waits for one. */
export function boundTo(waiting: string | undefined): { readonly waitingHash?: string } {
  return waiting === undefined ? {} : { waitingHash: hashWaiting(waiting) };
}

/**
 * Under a key of 256 bits that only the waiting browser has: without it, the 40 bits of the code are nothing that could
 * be guessed from the ledger, and nothing that would be of use.
 */
export function hashCode(waitingHash: string, code: ShortCode): Uint8Array {
  return createHmac('sha256', Buffer.from(waitingHash, 'base64url')).update(code).digest();
}
