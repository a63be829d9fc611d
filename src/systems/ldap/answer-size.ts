import type { Socket } from 'node:net';

/** Far more than one entry with the attributes that are asked for. */
const LARGEST_MESSAGE = 4 * 1024 * 1024;
const SEQUENCE = 0x30;

/**
 * Ends the connection as soon as something begins that is no message of LDAP, or one longer than any answer should be: ldapts keeps
 * what comes until the length that the message itself announces is there, which may be 4 GiB.
 * @see https://www.rfc-editor.org/rfc/rfc4511#section-5.1
 */
export function limitAnswers(socket: Socket): void {
  let header: number[] = [];
  let left = 0;
  socket.on('data', (chunk: Buffer) => {
    for (let at = 0; at < chunk.length;) {
      if (left > 0) {
        const step = Math.min(left, chunk.length - at);
        left -= step;
        at += step;
        continue;
      }
      header.push(chunk[at] ?? 0);
      at += 1;
      const length = lengthIn(header);
      if (length === undefined) continue;
      if (length > LARGEST_MESSAGE) {
        socket.destroy(new Error('the answer is no message of LDAP, or has no end'));
        return;
      }
      left = length;
      header = [];
    }
  });
}

/** What follows the first bytes of a message, in bytes; undefined while they are too few to say, infinite when they are none. */
function lengthIn([tag, first, ...rest]: readonly number[]): number | undefined {
  if (tag !== SEQUENCE) return Infinity;
  if (first === undefined) return undefined;
  if (first < 0x80) return first;
  const bytes = first - 0x80;
  if (bytes === 0 || bytes > 4) return Infinity;
  return rest.length < bytes ? undefined : rest.reduce((sum, byte) => sum * 256 + byte, 0);
}
