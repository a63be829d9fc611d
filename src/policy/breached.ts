import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '../platform/errors.ts';
import type { Secret } from '../platform/secret.ts';

/** A list of passwords that have leaked somewhere. */
export interface BreachedList extends AsyncDisposable {
  /** Whether the list has this password, normalised as it would be set. Throws when the list cannot be read. */
  has(password: Secret): Promise<boolean>;
}

const HASH_LENGTH = 40;
/** More than the longest line, `HASH:COUNT` and its end. */
const WINDOW = 128;
/** Places at which a file is looked at before it is trusted to be sorted. */
const SAMPLES = 200;
const HASH = /^[0-9A-F]{40}$/;

/**
 * Opens a file of SHA-1 hashes in hexadecimal, one per line, sorted, each possibly followed by `:COUNT`: the form in which
 * Have I Been Pwned's downloader writes them. A look-up reads some forty small pieces; the file may have any size.
 * SHA-1 is the list's own choice and protects nothing here.
 *
 * @throws AppError SETTINGS_INVALID when it is no such list: a look-up would find nothing, and nobody would know
 * @see https://haveibeenpwned.com/Passwords
 */
export async function openBreachedFile(file: string): Promise<BreachedList> {
  await using stack = new AsyncDisposableStack();
  const handle = stack.use(await open(file, 'r'));
  const { size } = await handle.stat();
  await assertSorted(handle, { size, file });
  stack.move();
  return {
    has: (password) => {
      const hash = createHash('sha1').update(password.reveal(), 'utf8').digest('hex').toUpperCase();
      return contains(handle, size, hash);
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

async function assertSorted(handle: FileHandle, { size, file }: { size: number; file: string }): Promise<void> {
  let before = '';
  for (let sample = 0; sample <= SAMPLES; sample += 1) {
    const line = await lineFrom(handle, Math.floor((size * sample) / (SAMPLES + 1)));
    if (line === undefined && sample > 0) return;
    const hash = line?.hash ?? '';
    if (!HASH.test(hash) || hash < before) {
      const what = HASH.test(hash) ? 'is not sorted' : 'does not hold a SHA-1 hash in hexadecimal on each line';
      const mend = 'sort it by hash (`LC_ALL=C sort`), as the downloader of Have I Been Pwned writes it';
      throw new AppError('SETTINGS_INVALID', `policy.breached.file: ${file} ${what}; ${mend}`);
    }
    before = hash;
  }
}

/** Binary search over the bytes: the line that begins at or after `middle` says which half to go on in. */
async function contains(handle: FileHandle, size: number, hash: string): Promise<boolean> {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const line = await lineFrom(handle, middle);
    if (line === undefined || line.start >= high) {
      high = middle;
      continue;
    }
    if (line.hash === hash) return true;
    if (line.hash < hash) low = line.start + HASH_LENGTH;
    else high = middle;
  }
  return false;
}

/** The first line that begins at `offset` or later. */
async function lineFrom(handle: FileHandle, offset: number): Promise<{ start: number; hash: string } | undefined> {
  const from = Math.max(0, offset - 1);
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(WINDOW), 0, WINDOW, from);
  const text = buffer.toString('latin1', 0, bytesRead);
  const begin = offset === 0 ? 0 : text.indexOf('\n') + 1;
  const hash = text.slice(begin, begin + HASH_LENGTH);
  if ((offset > 0 && begin === 0) || hash.length < HASH_LENGTH) return undefined;
  return { start: from + begin, hash: hash.toUpperCase() };
}
