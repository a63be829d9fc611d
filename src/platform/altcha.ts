import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Random } from './random.ts';
import type { Secret } from './secret.ts';

/**
 * A task that costs a browser a second and a server nothing: find the number whose hash with the salt is the challenge.
 *
 * @see https://altcha.org, proof of work, version 1
 */
export interface Challenge {
  readonly algorithm: 'SHA-256';
  /** SHA-256 of salt and number, in hexadecimal. */
  readonly challenge: string;
  /** The number is at most this. */
  readonly maxnumber: number;
  /** Random, then until when and for whom it is good, as a query string that ends in `&`. */
  readonly salt: string;
  /** HMAC-SHA-256 of the challenge, in hexadecimal. */
  readonly signature: string;
}

/** Whose a challenge or a ticket is, and the clock. */
export interface Holder {
  readonly key: Secret<Uint8Array>;
  /** What it is good for, and nothing else: it is not shown, but bound in. */
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Half a second on a desk, two on a phone: Chromium on a small machine tries all of them in a second. */
const MAX_NUMBER = 100_000;
const SALT_BYTES = 12;
/** Longer than any payload of ours. */
const LONGEST_PAYLOAD = 1024;
const SALT = /^[0-9a-f]{24}\?expires=(\d{1,12})&for=([\w-]{43})&$/;

/** @param lifeMs how long it may take until the solution is there */
export function newChallenge({ key, subject, now }: Holder, random: Random, lifeMs: number): Challenge {
  const expires = Math.floor((now + lifeMs) / 1000);
  const bytes = random.bytes(SALT_BYTES).toString('hex');
  // The ampersand parts the number from what stands before it: without it, digits could be moved from one to the other
  // (https://altcha.org/security-advisory/).
  const salt = `${bytes}?expires=${expires}&for=${bindingOf(key, subject)}&`;
  const challenge = hashOf(salt, Math.floor(random.fraction() * (MAX_NUMBER + 1)));
  return { algorithm: 'SHA-256', challenge, maxnumber: MAX_NUMBER, salt, signature: sign(key, challenge) };
}

/** A solution; `id` is for whoever sees to it that it is used once, until `expiresAt` (milliseconds since the epoch). */
export interface Solved {
  readonly id: string;
  readonly expiresAt: number;
}

/** What a browser posts, if it solves a challenge of ours for this subject that is still good; undefined otherwise. Pure. */
export function readSolution({ key, subject, now }: Holder, payload: string): Solved | undefined {
  const { algorithm, challenge, number, salt, signature } = parse(payload);
  if (algorithm !== 'SHA-256' || typeof salt !== 'string' || typeof signature !== 'string') return undefined;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0 || number > MAX_NUMBER)
    return undefined;
  const [, expires, binding = ''] = SALT.exec(salt) ?? [];
  const expiresAt = Number(expires) * 1000;
  if (!(now < expiresAt) || !isEqual(binding, bindingOf(key, subject))) return undefined;
  const id = hashOf(salt, number);
  return challenge === id && isEqual(signature, sign(key, id)) ? { id, expiresAt } : undefined;
}

function parse(payload: string): Readonly<Record<string, unknown>> {
  if (payload.length > LONGEST_PAYLOAD) return {};
  try {
    const parsed: unknown = JSON.parse(Buffer.from(payload, 'base64').toString());
    return typeof parsed === 'object' && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

function hashOf(salt: string, number: number): string {
  return createHash('sha256').update(`${salt}${number}`).digest('hex');
}

function sign(key: Secret<Uint8Array>, challenge: string): string {
  return createHmac('sha256', key.reveal()).update(challenge).digest('hex');
}

/** For whom something is, without saying it. */
export function bindingOf(key: Secret<Uint8Array>, subject: string): string {
  return createHmac('sha256', key.reveal()).update(`for ${subject}`).digest('base64url');
}

export function isEqual(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
