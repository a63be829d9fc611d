import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
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

/** How the application answers from now on; what is left out goes well. */
export interface ReceiverBehaviour {
  /** Takes nothing and answers this. */
  readonly status?: number;
  /** Takes nothing and never answers. */
  readonly hangs?: boolean;
  /** Takes it, and answers so many milliseconds later. */
  readonly slowMs?: number;
}

/** An application that takes announcements, in this process; it ends at the end of the block (`await using`). */
export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  /** What its settings file holds. */
  readonly secret: string;
  /** Every announcement taken, oldest first; one that was sent twice is there twice. */
  readonly announcements: readonly Announcement[];
  /** How many requests have met the silence of `hangs`. */
  readonly hung: number;
  announcementsFor(login: string): readonly Announcement[];
  /** How far the senders' clock is ahead of ours, in milliseconds: by signed times, what is old is not taken. */
  aheadMs: number;
  behave(behaviour: ReceiverBehaviour): void;
  /** Cuts every connection and listens no more, until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

interface Told {
  readonly data: { readonly login: string; readonly chosenAt: string };
}

/** @param isBusy whether to answer 503 this time */
export async function startWebhookReceiver(isBusy: () => boolean = () => false): Promise<WebhookReceiver> {
  const receiver = new Receiver(isBusy);
  await receiver.start();
  return receiver;
}

class Receiver implements WebhookReceiver {
  readonly secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
  readonly announcements: Announcement[] = [];
  hung = 0;
  aheadMs = 0;
  readonly #webhook = new Webhook(this.secret);
  readonly #isBusy: () => boolean;
  #behaviour: ReceiverBehaviour = {};
  #server: Server | undefined;
  #port = 0;

  constructor(isBusy: () => boolean) {
    this.#isBusy = isBusy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/jeton`;
  }

  announcementsFor(wanted: string): readonly Announcement[] {
    return this.announcements.filter(({ login }) => login === wanted);
  }

  behave(behaviour: ReceiverBehaviour): void {
    this.#behaviour = behaviour;
  }

  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.#answer(request, Buffer.concat(chunks).toString(), response);
      });
    });
    this.#server = server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #answer(request: IncomingMessage, body: string, response: ServerResponse): void {
    const { status, hangs = false, slowMs = 0 } = this.#behaviour;
    if (hangs) {
      this.hung += 1;
      return;
    }
    if (status !== undefined || this.#isBusy()) {
      response.writeHead(status ?? 503).end();
      return;
    }
    const taken = this.#take(request.headers as Record<string, string>, body);
    setTimeout(() => response.writeHead(taken ? 204 : 401).end(), slowMs);
  }

  #take(headers: Record<string, string>, body: string): boolean {
    try {
      const { data } = atTime(this.aheadMs, () => this.#webhook.verify(body, headers)) as Told;
      const { login, chosenAt } = data;
      const id = headers['webhook-id'] ?? '';
      this.announcements.push({ id, login, chosenAt: Date.parse(chosenAt), takenAt: Date.now(), body });
      return true;
    } catch {
      return false;
    }
  }
}

/** The reference library asks the machine for the time, and cannot be told it. */
function atTime<T>(aheadMs: number, work: () => T): T {
  const now = Date.now;
  Date.now = () => now() + aheadMs;
  try {
    return work();
  } finally {
    Date.now = now;
  }
}
