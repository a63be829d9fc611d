import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

/** The connector for it: the example of docs/connectors.md. */
export const PORTAL_CONNECTOR = join(import.meta.dirname, '../../docs/examples/connectors/portal.mjs');

const HELD_TO = 3;

export interface PortalOptions {
  readonly logins: readonly string[];
  /** It refuses what is shorter. */
  readonly minimumLength?: number;
}

/** An application that takes new passwords over HTTP, by rules of its own. */
export interface Portal extends AsyncDisposable {
  readonly port: number;
  opens(login: string, password: string): boolean;
  /** Ends every connection and turns newcomers away, until `start`; what it knows stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startPortal(options: PortalOptions): Promise<Portal> {
  const portal = new PortalServer(options);
  await portal.start();
  return portal;
}

class PortalServer implements Portal {
  port = 0;
  readonly #minimumLength: number;
  /** Of each login, the newest first. */
  readonly #passwords: Map<string, readonly string[]>;
  #server: Server | undefined;

  constructor({ logins, minimumLength = 8 }: PortalOptions) {
    this.#minimumLength = minimumLength;
    this.#passwords = new Map(logins.map((login) => [login, []]));
  }

  opens(login: string, password: string): boolean {
    return this.#passwords.get(login)?.[0] === password;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'HEAD') return void response.end();
    const [, encoded = ''] = /^\/people\/([^/]+)\/password$/.exec(request.url ?? '') ?? [];
    const login = decodeURIComponent(encoded);
    const held = this.#passwords.get(login);
    const { password } = (await json(request)) as { password: string };
    if (held === undefined) return void response.writeHead(404).end();
    if (password.length < this.#minimumLength) return void response.writeHead(422).end('short');
    if (held.slice(1).includes(password)) return void response.writeHead(422).end('reused');
    if (held[0] !== password) this.#passwords.set(login, [password, ...held].slice(0, HELD_TO));
    response.writeHead(204).end();
  }
}
