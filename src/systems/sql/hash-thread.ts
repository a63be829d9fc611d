import { parentPort } from 'node:worker_threads';
import { encodeBase64, hashSync } from 'bcryptjs';
import { messageOf } from '../../platform/errors.ts';
import { sha512Crypt } from './sha512-crypt.ts';

/** One password to be hashed, for the thread that does it. */
export interface HashOrder {
  readonly format: 'bcrypt' | 'sha512-crypt';
  readonly password: string;
  readonly salt: Uint8Array;
  readonly cost: number;
}

export type HashAnswer = { readonly hash: string } | { readonly fault: string };

/** Runs in a thread of its own: one hash for each message. */
parentPort?.on('message', (order: HashOrder) => {
  parentPort?.postMessage(answerTo(order));
});

function answerTo({ format, password, salt, cost }: HashOrder): HashAnswer {
  try {
    return { hash: format === 'bcrypt' ? bcrypt(password, salt, cost) : sha512(password, salt, cost) };
  } catch (thrown) {
    return { fault: messageOf(thrown) };
  }
}

/** `$2b$`: the writing that counts every byte as it is. */
function bcrypt(password: string, salt: Uint8Array, cost: number): string {
  return hashSync(password, `$2b$${String(cost).padStart(2, '0')}$${encodeBase64(salt, 16)}`);
}

function sha512(password: string, salt: Uint8Array, rounds: number): string {
  return sha512Crypt(Buffer.from(password), encodeBase64(salt, 12).slice(0, 16), rounds);
}
