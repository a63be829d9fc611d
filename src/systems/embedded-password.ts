import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Random } from '../platform/random.ts';
import type { Secret } from '../platform/secret.ts';

const derive = promisify(argon2);

/** OWASP's smallest advice for argon2id: 19 MiB, two passes, one lane; about 40 ms of one processor. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const TAG_BYTES = 32;
const PHC =
  /^\$argon2id\$v=19\$m=(?<memory>\d{1,7}),t=(?<passes>\d{1,2}),p=(?<parallelism>\d{1,2})\$(?<salt>[\w+/]+)\$(?<tag>[\w+/]+)$/;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '');

/**
 * Hashes a password with argon2id, off the main thread.
 * @returns a PHC string, which holds the cost and the salt
 * @see https://www.rfc-editor.org/rfc/rfc9106, https://github.com/P-H-C/phc-string-format
 */
export async function hashPassword(password: Secret, random: Random): Promise<string> {
  const salt = random.bytes(SALT_BYTES);
  const tag = await derive('argon2id', { ...COST, message: password.reveal(), nonce: salt, tagLength: TAG_BYTES });
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
}

/** Whether the hash is this password's; false for a hash that cannot be read. An empty password never matches. */
export async function matchesHash(hash: string, password: Secret): Promise<boolean> {
  const fields = PHC.exec(hash)?.groups;
  if (fields === undefined || password.reveal() === '') return false;
  const tag = Buffer.from(fields['tag'] ?? '', 'base64');
  const derived = await derive('argon2id', {
    message: password.reveal(),
    nonce: Buffer.from(fields['salt'] ?? '', 'base64'),
    memory: Number(fields['memory']),
    passes: Number(fields['passes']),
    parallelism: Number(fields['parallelism']),
    tagLength: tag.length,
  });
  return timingSafeEqual(derived, tag);
}
