import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and a server, hears everything the client sends, and can cut the line. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** How many connections were made so far. */
  readonly connections: number;
  /** Every byte that clients sent, over all connections. */
  readonly sent: Buffer;
  /** Ends every connection there is: with a reset, as a crash does, or silently, so that nobody is told. */
  cut(how: 'reset' | 'silently'): void;
}

/** Listens on a port of 127.0.0.1 and passes everything on to `target`. */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const chunks: Buffer[] = [];
  const pairs = new Set<{ readonly client: Socket; readonly server: Socket }>();
  let connections = 0;
  const listener = createServer((client) => {
    connections += 1;
    const server = connect(target, '127.0.0.1');
    const pair = { client, server };
    pairs.add(pair);
    client.on('data', (chunk: Buffer) => chunks.push(chunk));
    client.pipe(server).pipe(client);
    for (const socket of [client, server]) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        server.destroy();
        pairs.delete(pair);
      });
    }
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  return {
    port,
    get connections() {
      return connections;
    },
    get sent() {
      return Buffer.concat(chunks);
    },
    cut(how) {
      for (const { client, server } of pairs) {
        if (how === 'reset') client.resetAndDestroy();
        else client.unpipe(server);
      }
    },
    async [Symbol.asyncDispose]() {
      for (const { client, server } of pairs) {
        client.destroy();
        server.destroy();
      }
      listener.close();
      await once(listener, 'close');
    },
  };
}
