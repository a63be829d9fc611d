import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/**
 * A port of 127.0.0.1 that is free now, for servers that cannot be told to take any (slapd). Somebody may take it first:
 * whatever can listen on port 0 should do that instead.
 */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = await findPort();
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    return port;
  }
}

/** The system may give the same port twice in a row; two servers of one test cannot share it. */
const handedOut = new Set<number>();

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
