import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { systemClock } from '../../src/platform/clock.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { Secret } from '../../src/platform/secret.ts';
import { openOwnModule } from '../../src/systems/own-module.ts';
import { type ApplicationStand, applicationContract } from './application-contract.ts';

/** The example of docs/connectors.md. */
const path = join(import.meta.dirname, '../../docs/examples/connectors/portal.mjs');
const LOGIN = 'cmartin';
const HELD_TO = 3;

/** The portal that the example is for; passwords of one account, the newest first. */
class Portal {
  readonly #passwords = new Map<string, readonly string[]>([[LOGIN, []]]);

  opens(login: string, password: string): boolean {
    return this.#passwords.get(login)?.[0] === password;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'HEAD') return void response.end();
    const [, encoded = ''] = /^\/people\/([^/]+)\/password$/.exec(request.url ?? '') ?? [];
    const login = decodeURIComponent(encoded);
    const held = this.#passwords.get(login);
    const { password } = (await json(request)) as { password: string };
    if (held === undefined) return void response.writeHead(404).end();
    if (password.length < 8) return void response.writeHead(422).end('short');
    if (held.slice(1).includes(password)) return void response.writeHead(422).end('reused');
    if (held[0] !== password) this.#passwords.set(login, [password, ...held].slice(0, HELD_TO));
    response.writeHead(204).end();
  }
}

async function start(): Promise<ApplicationStand> {
  const portal = new Portal();
  const server = createServer((request, response) => void portal.answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: plain } = server.address() as AddressInfo;
  const secrets = { token: new Secret('jeton-de-portail') };
  return {
    ports: { plain, encrypted: undefined },
    open: ({ port }) =>
      openOwnModule(
        {
          ...({ type: 'module', name: 'Portail', path, carries: 'password', capacity: undefined } as const),
          ...{ options: { url: `http://127.0.0.1:${port}/` }, secrets },
        },
        { clock: systemClock, random: systemRandom },
      ),
    holder: { accountId: 'id-1', number: '28700001', login: LOGIN },
    stranger: { accountId: 'id-2', number: '28700002', login: 'personne' },
    opens: (password) => Promise.resolve(portal.opens(LOGIN, password)),
    refused: [{ password: 'court', reason: 'too-short' }],
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

applicationContract({ connector: 'module (the example)', server: 'a portal of its own', start });
