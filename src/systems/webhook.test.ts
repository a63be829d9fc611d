import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type IncomingMessage, type RequestListener, type ServerResponse, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { createClock } from '../../tests/support/clock.ts';
import { createTempFolder } from '../../tests/support/temp-folder.ts';
import { createPki } from '../../tests/support/pki.ts';
import type { WebhookSettings } from '../config/application-settings.ts';
import { AppError } from '../platform/errors.ts';
import { systemRandom } from '../platform/random.ts';
import { Secret } from '../platform/secret.ts';
import type { Application, Carried, PasswordNews } from './application.ts';
import { buildWebhook } from './webhook.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;
/** The reference library compares the timestamp with the machine's clock. */
const NOW = Math.floor(new Date().getTime() / 1000) * 1000;
const NEWS: PasswordNews = {
  deliveryId: '01J9-delivery',
  accountId: 'account-1',
  number: '28700001',
  login: 'cmartin',
  password: new Secret('Canari-Passe-1'),
  chosenAt: NOW - 5000,
};

interface Received {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: Record<string, string>;
  readonly body: string;
}

interface Receiver extends AsyncDisposable {
  readonly url: URL;
  readonly received: Received[];
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

async function receive(answer: Answer, tls?: { cert: string; key: string }): Promise<Receiver> {
  const received: Received[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url: path } = request;
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      received.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
      answer(response, request);
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/hooks/jeton?of=ent`),
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function webhook(url: URL, more: Partial<WebhookSettings> = {}): Application {
  const settings = { type: 'webhook', name: 'ENT', url, secrets: [new Secret(SECRET)], ca: undefined } as const;
  return buildWebhook({ ...settings, timeoutMs: 5000, ...more }, { clock: createClock(NOW), random: systemRandom });
}

async function deliver(application: Application, signal = AbortSignal.timeout(10_000)): Promise<Carried> {
  return await application.deliver(NEWS, signal);
}

async function answered(status: number, headers: Record<string, string> = {}): Promise<Carried> {
  await using receiver = await receive((response) => response.writeHead(status, headers).end());
  const carried = await deliver(webhook(receiver.url));
  assert.equal(receiver.received.length, 1);
  return carried;
}

describe('a webhook', () => {
  test('posts a signed event that the reference library accepts and that holds no password', async () => {
    await using receiver = await receive((response) => response.writeHead(204).end());
    assert.deepEqual(await deliver(webhook(receiver.url)), { kind: 'done' });
    const [event] = receiver.received;
    assert.ok(event);
    assert.equal(event.method, 'POST');
    assert.equal(event.path, '/hooks/jeton?of=ent');
    assert.equal(event.headers['content-type'], 'application/json');
    assert.deepEqual(new Webhook(SECRET).verify(event.body, event.headers), {
      type: 'password.changed',
      timestamp: new Date(NEWS.chosenAt).toISOString(),
      data: {
        deliveryId: '01J9-delivery',
        accountId: 'account-1',
        number: '28700001',
        login: 'cmartin',
        chosenAt: new Date(NEWS.chosenAt).toISOString(),
      },
    });
    assert.throws(() => new Webhook(OTHER).verify(event.body, event.headers));
    assert.ok(!JSON.stringify(event).includes('Canari'));
  });

  test('keeps id and body across retries, and dates and signs each try anew', async () => {
    await using receiver = await receive((response) => response.writeHead(500).end());
    const clock = createClock(NOW);
    const settings = { type: 'webhook', name: 'ENT', url: receiver.url, ca: undefined, timeoutMs: 5000 } as const;
    const application = buildWebhook({ ...settings, secrets: [new Secret(SECRET)] }, { clock, random: systemRandom });
    await deliver(application);
    clock.advance(60_000);
    await deliver(application);
    const [first, second] = receiver.received;
    assert.equal(first?.headers['webhook-id'], NEWS.deliveryId);
    assert.equal(second?.headers['webhook-id'], NEWS.deliveryId);
    assert.equal(second.body, first.body);
    assert.equal(Number(second.headers['webhook-timestamp']) - Number(first.headers['webhook-timestamp']), 60);
    new Webhook(SECRET).verify(second.body, second.headers);
  });

  test('signs with every secret while one replaces another', async () => {
    await using receiver = await receive((response) => response.end());
    await deliver(webhook(receiver.url, { secrets: [new Secret(OTHER), new Secret(SECRET)] }));
    const [event] = receiver.received;
    assert.ok(event);
    assert.match(event.headers['webhook-signature'] ?? '', /^v1,[\w+/]{43}= v1,[\w+/]{43}=$/);
    for (const secret of [SECRET, OTHER]) new Webhook(secret).verify(event.body, event.headers);
  });

  for (const status of [200, 201, 202, 204, 299]) {
    test(`${status}: it knows`, async () => {
      assert.deepEqual(await answered(status), { kind: 'done' });
    });
  }

  for (const status of [301, 302, 303, 307, 308]) {
    test(`${status}: the redirect is not followed, and it is tried again`, async () => {
      await using elsewhere = await receive((response) => response.end());
      const carried = await answered(status, { location: elsewhere.url.href });
      assert.deepEqual(carried, { kind: 'later', detail: `HTTP ${status}: redirects are not followed` });
      assert.equal(elsewhere.received.length, 0);
    });
  }

  test('410: it wants no more, and nothing is tried again', async () => {
    const carried = await answered(410);
    assert.ok(carried.kind === 'refused');
    assert.equal(carried.reason, 'other');
  });

  for (const status of [400, 401, 403, 404, 405, 413, 429, 500, 502, 503, 504]) {
    test(`${status}: tried again`, async () => {
      assert.deepEqual(await answered(status), { kind: 'later', detail: `HTTP ${status}` });
    });
  }

  test('honours Retry-After in seconds and as a date; one that is past or means nothing asks for no wait', async () => {
    const wishOf = async (value: string): Promise<number | undefined> => {
      const carried = await answered(503, { 'retry-after': value });
      return carried.kind === 'later' ? carried.afterMs : -1;
    };
    assert.equal(await wishOf('120'), 120_000);
    assert.equal(await wishOf(new Date(NOW + 90_000).toUTCString()), 90_000);
    assert.equal(await wishOf(new Date(NOW - 90_000).toUTCString()), 0);
    assert.equal(await wishOf('soon'), undefined);
  });

  test('an answer whose body never ends does no harm: only the status is waited for', async () => {
    let dropped: Promise<unknown> | undefined;
    await using receiver = await receive((response) => {
      dropped = once(response, 'close');
      response.writeHead(200);
      const pour = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) continue;
      };
      response.on('drain', pour);
      pour();
    });
    assert.deepEqual(await deliver(webhook(receiver.url)), { kind: 'done' });
    await dropped;
  });

  test('a receiver that does not answer is given up after its time, and one that is asked to stop at once', async () => {
    const heard = Promise.withResolvers<undefined>();
    await using receiver = await receive(() => {
      heard.resolve(undefined);
    });
    assert.deepEqual(await deliver(webhook(receiver.url, { timeoutMs: 20 })), {
      kind: 'later',
      detail: 'no answer in time',
    });
    const stop = new AbortController();
    const carried = deliver(webhook(receiver.url), stop.signal);
    await heard.promise;
    stop.abort();
    assert.deepEqual(await carried, { kind: 'later', detail: 'given up' });
  });

  test('a receiver that is not there, or hangs up, is tried again', async () => {
    const receiver = await receive((response) => response.destroy());
    const hungUp = await deliver(webhook(receiver.url));
    assert.ok(hungUp.kind === 'later');
    assert.match(hungUp.detail, /ECONNRESET/);
    await receiver[Symbol.asyncDispose]();
    const gone = await deliver(webhook(receiver.url));
    assert.ok(gone.kind === 'later');
    assert.match(gone.detail, /ECONNREFUSED/);
  });

  test('verifies the receiver’s certificate against the given authority, and sends nothing to a stranger', async () => {
    await using folder = await createTempFolder();
    const pki = await createPki(folder.path);
    const certificate = await pki.issue('relay');
    const tls = { cert: await readFile(certificate.certificate, 'utf8'), key: await readFile(certificate.key, 'utf8') };
    await using receiver = await receive((response) => response.end(), tls);
    const stranger = await deliver(webhook(receiver.url));
    assert.ok(stranger.kind === 'later');
    assert.match(stranger.detail, /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED/);
    assert.equal(receiver.received.length, 0);
    assert.deepEqual(await deliver(webhook(receiver.url, { ca: pki.caPem })), { kind: 'done' });
  });

  test('its check sends a signed trial event and says what is wrong and how to mend it', async () => {
    await using receiver = await receive((response, { headers }) => {
      response.writeHead(headers['webhook-signature'] === undefined ? 400 : 204).end();
    });
    const good = await webhook(receiver.url).check();
    assert.deepEqual(
      good.map(({ level }) => level),
      ['ok'],
    );
    const [event] = receiver.received;
    assert.ok(event);
    const trial = new Webhook(SECRET).verify(event.body, event.headers) as { type: string };
    assert.equal(trial.type, 'jeton.check');
    await using wrong = await receive((response) => response.writeHead(404).end());
    const bad = (await webhook(wrong.url).check()).at(-1);
    assert.equal(bad?.level, 'failure');
    assert.match(bad.what, /^http:\/\/127\.0\.0\.1:\d+\/hooks\/jeton answers HTTP 404$/);
    assert.match(bad.mend ?? '', /secret/);
    const [plain] = await webhook(new URL('http://ent.invalid/')).check();
    assert.match(plain?.what ?? '', /is not encrypted$/);
  });

  test('refuses secrets that are none, without repeating them', () => {
    for (const secret of ['', 'whsec_', 'secret', `whsec_${Buffer.alloc(23).toString('base64')}`, 'whsec_#$%&']) {
      assert.throws(
        () => webhook(new URL('https://ent.univ.example/'), { secrets: [new Secret(SECRET), new Secret(secret)] }),
        (error) =>
          error instanceof AppError &&
          error.code === 'SETTINGS_INVALID' &&
          error.message.includes('secret 2') &&
          (secret === '' || secret === 'whsec_' || secret === 'secret' || !error.message.includes(secret)),
      );
    }
  });
});
