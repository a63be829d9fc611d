import type { SqlHash } from '../../config/application-settings.ts';
import { until, whyOver } from '../../platform/deadline.ts';
import { messageOf } from '../../platform/errors.ts';
import type { Random } from '../../platform/random.ts';
import type { Secret } from '../../platform/secret.ts';
import { hashPassword } from '../embedded-password.ts';
import { type SignalGroup, runProgram } from '../programs/run-program.ts';
import { HashWorker } from './hash-worker.ts';

export interface HashTools {
  readonly random: Random;
  readonly signalGroup: SignalGroup;
}

export type Hashed =
  { readonly kind: 'hashed'; readonly hash: string } | { readonly kind: 'failed'; readonly detail: string };

/** Makes hashes of one format; none of them holds up the event loop. */
export interface Hasher extends AsyncDisposable {
  hash(password: Secret, signal: AbortSignal): Promise<Hashed>;
}

const SALT_BYTES = 16;
/** libxcrypt's own program: what it makes, every crypt(3) of the same library understands. */
const MKPASSWD = '/usr/bin/mkpasswd';

/** @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
export function openHasher({ format, cost }: SqlHash, tools: HashTools): Hasher {
  const worker = new HashWorker();
  const make = (password: Secret, signal: AbortSignal): Promise<string> => {
    switch (format) {
      case 'argon2id':
        return hashPassword(password, tools.random);
      case 'bcrypt':
      case 'sha512-crypt':
        return worker.hash({ format, cost, password: password.reveal(), salt: tools.random.bytes(SALT_BYTES) }, signal);
      case 'yescrypt':
        return yescrypt({ password, cost }, tools, signal);
    }
  };
  return {
    async hash(password, signal) {
      try {
        return { kind: 'hashed', hash: await until(make(password, signal), signal) };
      } catch (thrown) {
        return { kind: 'failed', detail: signal.aborted ? whyOver(signal) : `no ${format} hash: ${messageOf(thrown)}` };
      }
    },
    [Symbol.asyncDispose]: () => worker[Symbol.asyncDispose](),
  };
}

interface Yescrypt {
  readonly password: Secret;
  readonly cost: number;
}

/** There is no sound yescrypt in JavaScript; the password goes to the program's standard input. */
async function yescrypt({ password, cost }: Yescrypt, tools: HashTools, signal: AbortSignal): Promise<string> {
  const args = ['--stdin', '--method=yescrypt', `--rounds=${cost}`];
  const program = { path: MKPASSWD, args, folder: '/', input: password.reveal() };
  const ran = await runProgram(program, tools.signalGroup, signal);
  if (ran.kind === 'failed') throw new Error(ran.detail);
  const hash = ran.stdout.trim();
  if (ran.code === 0 && /^\$y\$[./0-9A-Za-z$]+$/.test(hash)) return hash;
  throw new Error(`${MKPASSWD} ended with ${ran.code} and made none`);
}
