import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { systemClock } from '../../src/platform/clock.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { Secret } from '../../src/platform/secret.ts';
import { buildWebhook } from '../../src/systems/webhook.ts';
import { startHttpStand } from '../support/http-stand.ts';
import { type ApplicationStand, applicationContract } from './application-contract.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** Who is told, and believes nothing that the reference library does not. */
class Receiver {
  readonly #heard = new Set<string>();

  heard(deliveryId: string): boolean {
    return this.#heard.has(deliveryId);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    try {
      const event = new Webhook(SECRET).verify(await text(request), headers) as { data: { deliveryId?: string } };
      this.#heard.add(event.data.deliveryId ?? '');
      response.writeHead(204).end();
    } catch {
      response.writeHead(400).end();
    }
  }
}

async function start(): Promise<ApplicationStand> {
  const receiver = new Receiver();
  const stand = await startHttpStand((request, response) => void receiver.answer(request, response));
  return {
    ports: stand.ports,
    open: ({ port, authority, encrypted }) =>
      Promise.resolve(
        buildWebhook(
          {
            ...({ type: 'webhook', name: 'ENT', timeoutMs: 120_000 } as const),
            url: new URL(`${encrypted ? 'https' : 'http'}://127.0.0.1:${port}/hooks/jeton`),
            secrets: [new Secret(SECRET)],
            ca: authority === 'right' ? stand.ca : stand.otherCa,
          },
          { clock: systemClock, random: systemRandom },
        ),
      ),
    holder: { accountId: 'id-1', number: '28700001', login: 'cmartin' },
    stranger: { accountId: 'id-2', number: '28700002', login: 'personne' },
    opens: () => Promise.reject(new Error('it has no passwords')),
    heard: (deliveryId) => receiver.heard(deliveryId),
    refused: [],
    [Symbol.asyncDispose]: () => stand[Symbol.asyncDispose](),
  };
}

applicationContract({ connector: 'webhook', server: 'standardwebhooks 1.1', start, announces: true });
