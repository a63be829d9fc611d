import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

/**
 * How a line fails: `silent`, nothing comes back; `half`, each answer breaks off in the middle; `garbage`, noise comes in
 * place of the answer; `flood`, noise without end.
 */
export type Fault = 'silent' | 'half' | 'garbage' | 'flood';

/** Stands between a connector and its server, and spoils what the server answers. */
export interface FaultyLine extends AsyncDisposable {
  readonly port: number;
  /** Every byte that connectors sent. */
  readonly sent: Buffer;
  /** From now on, on connections that there are and on new ones. */
  fall(fault: Fault): void;
  /** So many pieces of answers go through; what comes after them is lost with its connection, though the server has acted. */
  loseAnswersAfter(pieces: number): void;
  /** Whether anything was lost since then. */
  readonly hasLost: boolean;
  /** Answers go through again, on new connections: those that failed are ended. */
  mend(): void;
  /** Turns newcomers away and ends every connection, until `admit`. */
  refuse(): Promise<void>;
  admit(): Promise<void>;
}

const NOISE = randomBytes(64 * 1024);
/** More than anything of ours should read. */
const FLOOD_BYTES = 1024 * 1024 * 1024;

/** Listens on a port of 127.0.0.1 and passes everything on to `target`, which may be on another loopback address. */
export async function startFaultyLine(target: number, host = '127.0.0.1'): Promise<FaultyLine> {
  const line = new Line(target, host);
  await line.admit();
  return line;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

class Line implements FaultyLine {
  port = 0;
  hasLost = false;
  readonly #target: number;
  readonly #host: string;
  readonly #chunks: Buffer[] = [];
  readonly #pairs = new Set<Pair>();
  readonly #listener = createServer((client) => {
    this.#join(client);
  });
  #fault: Fault | 'lose' | undefined;
  #through = 0;

  constructor(target: number, host: string) {
    this.#target = target;
    this.#host = host;
  }

  get sent(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  #join(client: Socket): void {
    const server = connect(this.#target, this.#host);
    const pair = { client, server };
    this.#pairs.add(pair);
    client.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      server.write(chunk);
      // Some servers greet, others wait to be asked: noise comes either way.
      if (this.#fault === 'garbage' || this.#fault === 'flood') this.#spoil(pair);
    });
    client.on('end', () => server.end());
    server.on('data', (chunk: Buffer) => {
      this.#pass(chunk, pair);
    });
    server.on('end', () => {
      if (this.#fault !== 'silent') client.end();
    });
    for (const socket of [client, server]) socket.on('error', () => undefined);
    client.on('close', () => {
      server.destroy();
      this.#pairs.delete(pair);
    });
    server.on('close', () => {
      // A server that loses patience closes; on a silent line not even that is heard.
      if (this.#fault !== 'silent') client.destroy();
    });
  }

  #pass(chunk: Buffer, pair: Pair): void {
    const { client } = pair;
    switch (this.#fault) {
      case undefined:
        client.write(chunk);
        return;
      case 'silent':
        return;
      case 'half':
        client.write(chunk.subarray(0, Math.floor(chunk.length / 2)), () => {
          client.destroy();
        });
        return;
      case 'lose':
        if (this.#through > 0) client.write(chunk);
        else this.#lose(client);
        this.#through -= 1;
        return;
      case 'garbage':
      case 'flood':
        this.#spoil(pair);
    }
  }

  #lose(client: Socket): void {
    this.hasLost = true;
    client.resetAndDestroy();
  }

  readonly #spoiled = new WeakSet<Pair>();

  #spoil(pair: Pair): void {
    if (this.#spoiled.has(pair)) return;
    this.#spoiled.add(pair);
    const { client } = pair;
    if (this.#fault === 'garbage') client.end(NOISE.subarray(0, 300));
    else this.#flood(client, FLOOD_BYTES);
  }

  #flood(client: Socket, left: number): void {
    if (left <= 0 || client.destroyed) {
      client.destroy();
      return;
    }
    client.write(NOISE, () => {
      this.#flood(client, left - NOISE.length);
    });
  }

  fall(fault: Fault): void {
    this.#fault = fault;
  }

  loseAnswersAfter(pieces: number): void {
    this.#fault = 'lose';
    this.#through = pieces;
    this.hasLost = false;
  }

  mend(): void {
    if (this.#fault !== undefined) this.#endAll();
    this.#fault = undefined;
  }

  async refuse(): Promise<void> {
    this.#endAll();
    this.#listener.close();
    await once(this.#listener, 'close');
  }

  async admit(): Promise<void> {
    this.#listener.listen(this.port, '127.0.0.1');
    await once(this.#listener, 'listening');
    this.port = (this.#listener.address() as AddressInfo).port;
  }

  #endAll(): void {
    for (const { client, server } of this.#pairs) {
      client.destroy();
      server.destroy();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#listener.listening) await this.refuse();
  }
}
