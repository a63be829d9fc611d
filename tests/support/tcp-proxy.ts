import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

type Cut = 'unheard' | 'lost' | 'lost-for-good';

/** Stands between a client and a server, hears everything the client sends, and can cut the line. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** How many connections were made so far. */
  readonly connections: number;
  /** Every byte that clients sent, over all connections. */
  readonly sent: Buffer;
  /**
   * Once, after what was asked for before: resets the connection on which a client sends this text, `unheard` by the server or with its answer `lost`;
   * `lost-for-good`: no new one is taken either.
   */
  cutAt(text: string, how: Cut): void;
  /** Ends every connection there is: with a reset, as a crash does, or silently, so that nobody is told. */
  cut(how: 'reset' | 'silently'): void;
  /** Of the next answers of the server, one on each line, half comes through, and then the connection breaks. */
  cutNextAnswers(): void;
  /** Answers go through whole again. */
  mend(): void;
  /** Cuts the line and turns newcomers away, as a machine does whose server is gone, until `admit`. */
  refuse(): Promise<void>;
  admit(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** Listens on a port of 127.0.0.1 and passes everything on to `target`. */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const proxy = new Line(target);
  await proxy.admit();
  return proxy;
}

class Line implements TcpProxy {
  port = 0;
  connections = 0;
  readonly #target: number;
  readonly #chunks: Buffer[] = [];
  readonly #pairs = new Set<Pair>();
  readonly #listener = createServer((client) => {
    this.#join(client);
  });
  #isCutting = false;
  readonly #traps: { readonly text: string; readonly how: Cut }[] = [];
  #isLosing: Pair | undefined;

  constructor(target: number) {
    this.#target = target;
  }

  get sent(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  #join(client: Socket): void {
    this.connections += 1;
    const server = connect(this.#target, '127.0.0.1');
    const pair = { client, server };
    this.#pairs.add(pair);
    client.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#spring(chunk, pair);
    });
    client.pipe(server);
    server.on('data', (chunk: Buffer) => {
      this.#pass(chunk, pair);
    });
    server.on('end', () => client.end());
    for (const socket of [client, server]) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        server.destroy();
        this.#pairs.delete(pair);
      });
    }
  }

  #spring(chunk: Buffer, pair: Pair): void {
    const [trap] = this.#traps;
    if (trap === undefined || !chunk.includes(trap.text)) return;
    this.#traps.shift();
    if (trap.how === 'lost-for-good') this.#listener.close();
    if (trap.how !== 'unheard') {
      this.#isLosing = pair;
      return;
    }
    // At once: this chunk is about to be passed on.
    pair.server.destroy();
    pair.client.resetAndDestroy();
  }

  #pass(chunk: Buffer, pair: Pair): void {
    const { client, server } = pair;
    if (this.#isLosing === pair) {
      client.resetAndDestroy();
      return;
    }
    if (!this.#isCutting) {
      client.write(chunk);
      return;
    }
    client.write(chunk.subarray(0, Math.ceil(chunk.length / 2)), () => {
      client.resetAndDestroy();
      server.destroy();
    });
  }

  cutAt(text: string, how: Cut): void {
    this.#traps.push({ text, how });
  }

  cut(how: 'reset' | 'silently'): void {
    for (const { client, server } of this.#pairs) {
      if (how === 'reset') client.resetAndDestroy();
      else client.unpipe(server);
    }
  }

  cutNextAnswers(): void {
    this.#isCutting = true;
  }

  mend(): void {
    this.#isCutting = false;
  }

  async refuse(): Promise<void> {
    if (!this.#listener.listening) return;
    this.#destroy();
    this.#listener.close();
    await once(this.#listener, 'close');
  }

  async admit(): Promise<void> {
    if (this.#listener.listening) return;
    this.#listener.listen(this.port, '127.0.0.1');
    await once(this.#listener, 'listening');
    this.port = (this.#listener.address() as AddressInfo).port;
  }

  #destroy(): void {
    for (const { client, server } of this.#pairs) {
      client.destroy();
      server.destroy();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.refuse();
  }
}
