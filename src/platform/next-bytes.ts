import { once } from 'node:events';
import type { Socket } from 'node:net';

/**
 * What has come over a connection on which nobody else reads, as soon as there is anything; undefined once it is closed.
 * @param most bytes that are taken, so that what follows stays for whoever reads next; all there are unless said
 */
export async function nextBytes(socket: Socket, signal: AbortSignal, most?: number): Promise<Buffer | undefined> {
  for (;;) {
    const bytes: unknown = socket.read(most);
    if (Buffer.isBuffer(bytes)) return bytes;
    if (socket.readableEnded || socket.destroyed) return undefined;
    await eitherOf(socket, signal);
  }
}

/** Until there is something to read, or never will be; nothing goes on listening afterwards. */
async function eitherOf(socket: Socket, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const waits = [once(socket, 'readable', { signal: until }), once(socket, 'close', { signal: until })];
  try {
    await Promise.race(waits);
  } finally {
    over.abort();
    await Promise.allSettled(waits);
  }
}
