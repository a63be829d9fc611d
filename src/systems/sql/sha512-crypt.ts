import { hash } from 'node:crypto';

/** crypt(5)'s own alphabet. */
const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** How the digest's bytes are shuffled: each row is written as four letters, the last byte as two. */
const ROWS = Array.from({ length: 21 }, (_, row) => {
  const columns = [row, row + 21, row + 42] as const;
  const turn = row % 3;
  return [columns[turn] ?? 0, columns[(turn + 1) % 3] ?? 0, columns[(turn + 2) % 3] ?? 0] as const;
});
const LAST = 63;

const digest = (...parts: readonly Uint8Array[]): Buffer => hash('sha512', Buffer.concat(parts), 'buffer');

/** `source` over and over, so many bytes of it. */
function repeat(source: Buffer, length: number): Buffer {
  return Buffer.alloc(length, source);
}

/**
 * `$6$rounds=N$salt$…` as crypt(3) makes it. Takes about two microseconds of one processor for each round: for threads.
 * @param salt at most 16 characters of `./0-9A-Za-z`
 * @see https://www.akkadia.org/drepper/SHA-crypt.txt
 */
export function sha512Crypt(password: Buffer, salt: string, rounds: number): string {
  const saltBytes = Buffer.from(salt, 'latin1');
  let current = firstDigest(password, saltBytes);
  const passwords = repeat(digest(...Array.from(password, () => password)), password.length);
  const salts = repeat(digest(...Array.from({ length: 16 + (current[0] ?? 0) }, () => saltBytes)), saltBytes.length);
  for (let round = 0; round < rounds; round += 1) {
    const odd = round % 2 === 1;
    current = digest(
      odd ? passwords : current,
      ...(round % 3 === 0 ? [] : [salts]),
      ...(round % 7 === 0 ? [] : [passwords]),
      odd ? current : passwords,
    );
  }
  return `$6$rounds=${rounds}$${salt}$${encode(current)}`;
}

/** Steps 1 to 12 of the specification. */
function firstDigest(password: Buffer, salt: Buffer): Buffer {
  const other = digest(password, salt, password);
  const parts = [password, salt, repeat(other, password.length)];
  for (let length = password.length; length > 0; length >>= 1) parts.push(length % 2 === 1 ? other : password);
  return digest(...parts);
}

function encode(bytes: Buffer): string {
  const rows = ROWS.map(([high, middle, low]) => {
    const value = ((bytes[high] ?? 0) << 16) | ((bytes[middle] ?? 0) << 8) | (bytes[low] ?? 0);
    return letters(value, 4);
  });
  return rows.join('') + letters(bytes[LAST] ?? 0, 2);
}

/** Six bits to a letter, the lowest first. */
function letters(value: number, count: number): string {
  return Array.from({ length: count }, (_, place) => ALPHABET[(value >> (6 * place)) & 0x3f] ?? '').join('');
}
