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
    await Promise.race([once(socket, 'readable', { signal }), once(socket, 'close', { signal })]);
  }
}
