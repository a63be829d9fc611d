import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../src/platform/clock.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Application, Carried } from '../../src/systems/application.ts';
import { openOwnModule } from '../../src/systems/own-module.ts';
import { startPlainServer } from '../support/http-stand.ts';
import { PORTAL_CONNECTOR, startPortal } from '../support/portal.ts';
import { until } from '../support/until.ts';
import { type ApplicationStand, applicationContract } from './application-contract.ts';

const LOGIN = 'cmartin';

function open(port: number): Promise<Application> {
  return openOwnModule(
    {
      ...({ type: 'module', name: 'Portail', carries: 'password', capacity: undefined } as const),
      ...{ path: PORTAL_CONNECTOR, options: { url: `http://127.0.0.1:${port}/` } },
      secrets: { token: new Secret('jeton-de-portail') },
    },
    { clock: systemClock, random: systemRandom },
  );
}

async function start(): Promise<ApplicationStand> {
  const portal = await startPortal({ logins: [LOGIN] });
  return {
    ports: { plain: portal.port, encrypted: undefined },
    open: ({ port }) => open(port),
    holder: { accountId: 'id-1', number: '28700001', login: LOGIN },
    stranger: { accountId: 'id-2', number: '28700002', login: 'personne' },
    opens: (password) => Promise.resolve(portal.opens(LOGIN, password)),
    refused: [{ password: 'court', reason: 'too-short' }],
    [Symbol.asyncDispose]: () => portal[Symbol.asyncDispose](),
  };
}

applicationContract({ connector: 'module (the example)', server: 'a portal of its own', start });

async function deliverTo(port: number, login = LOGIN): Promise<Carried> {
  await using application = await open(port);
  const news = { deliveryId: 'd', accountId: 'id-1', number: '1', login, chosenAt: 0 };
  return await application.deliver({ ...news, password: new Secret('Portail-1-mot') }, AbortSignal.timeout(10_000));
}

test('the example asks at no other address than that of the login', async () => {
  const urls: (string | undefined)[] = [];
  await using server = await startPlainServer((request, response) => {
    urls.push(request.url);
    request.resume();
    response.writeHead(204).end();
  });
  for (const login of ['.', '..']) assert.equal((await deliverTo(server.port, login)).kind, 'waiting');
  assert.deepEqual(await deliverTo(server.port, 'a/../b'), { kind: 'done' });
  assert.deepEqual(urls, ['/people/a%2F..%2Fb/password']);
});

test('the example reads the beginning of a refusal, ends the rest, and takes no word for a reason that is none', async () => {
  for (const [word, reason] of [
    ['reused ', 'history'],
    ['constructor ', 'other'],
  ] as const) {
    let ended = false;
    await using server = await startPlainServer((request, response) => {
      request.resume();
      response.on('close', () => (ended = true));
      response.writeHead(422).write(word);
    });
    assert.partialDeepStrictEqual(await deliverTo(server.port), { kind: 'refused', reason });
    await until(() => ended || undefined, { missing: 'the answer is still open' });
  }
});
