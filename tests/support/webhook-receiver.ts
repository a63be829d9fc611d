import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** One announcement, its signature verified by the reference library. */
export interface Announcement {
  readonly id: string;
  readonly login: string;
  /** Milliseconds since the epoch. */
  readonly chosenAt: number;
  /** When it came; milliseconds since the epoch, as `chosenAt`. */
  readonly takenAt: number;
  /** The request's body as it came. */
  readonly body: string;
}

/** An application that takes announcements, in this process; it ends at the end of the block (`await using`). */
export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  /** What its settings file holds. */
  readonly secret: string;
  /** Every announcement taken, oldest first; one that was sent twice is there twice. */
  readonly announcements: readonly Announcement[];
  announcementsFor(login: string): readonly Announcement[];
}

interface Told {
  readonly data: { readonly login: string; readonly chosenAt: string };
}

/** @param isBusy whether to answer 503 this time */
export async function startWebhookReceiver(isBusy: () => boolean = () => false): Promise<WebhookReceiver> {
  const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
  const webhook = new Webhook(secret);
  const announcements: Announcement[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (isBusy()) return void response.writeHead(503).end();
      const body = Buffer.concat(chunks).toString();
      const headers = request.headers as Record<string, string>;
      try {
        const { data } = webhook.verify(body, headers) as Told;
        const { login, chosenAt } = data;
        announcements.push({
          id: headers['webhook-id'] ?? '',
          login,
          chosenAt: Date.parse(chosenAt),
          takenAt: Date.now(),
          body,
        });
        response.writeHead(204).end();
      } catch {
        response.writeHead(401).end();
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jeton`,
    secret,
    announcements,
    announcementsFor: (wanted) => announcements.filter(({ login }) => login === wanted),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
