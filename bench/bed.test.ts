import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { HttpConnection, cookiesOf, locationOf } from './http-connection.ts';
import { runLoad } from './load.ts';
import { textOfMail } from './mail-text.ts';
import { startSink } from './sink.ts';

const LINK = `https://reset.univ.example/jeton/${'aZ-_'.repeat(20)}`;
const TEXT = `Bonjour,\n\nVoici votre lien\u00A0:\n\n${LINK}\n\n.\n..deux points\nÀ bientôt`;

test('the relay takes mails as they are sent, several in one connection, and hands each to who waits for it', async () => {
  await using sink = await startSink();
  const transport = createTransport({
    host: '127.0.0.1',
    port: sink.port,
    pool: true,
    maxConnections: 1,
    ignoreTLS: true,
  });
  const [waiting, send] = [
    sink.boxes.next('lea@exemple.test'),
    (to: string) =>
      transport.sendMail({ from: 'a@univ.example', to, subject: 'é', text: TEXT, html: `<a href="${LINK}">x</a>` }),
  ];
  await Promise.all([send('Lea@exemple.test'), send('zoe@exemple.test')]);
  for (const raw of [await waiting, await sink.boxes.next('zoe@exemple.test')]) {
    const text = textOfMail(raw).replaceAll('\r\n', '\n');
    assert.ok(text.startsWith(`${TEXT}\n`), text);
    assert.ok(text.includes(`<a href="${LINK}">`));
  }
  assert.equal(sink.boxes.count, 2);
  transport.close();
});

test('a relay that defers says so, and one that hangs says nothing', async () => {
  await using sink = await startSink();
  const transport = createTransport({ host: '127.0.0.1', port: sink.port, ignoreTLS: true, socketTimeout: 300 });
  const send = (): Promise<unknown> => transport.sendMail({ from: 'a@univ.example', to: 'b@exemple.test', text: 'x' });
  sink.behave('defer');
  await assert.rejects(send(), { responseCode: 451 });
  sink.behave('hang');
  await assert.rejects(send(), { code: 'ETIMEDOUT' });
  assert.equal(sink.boxes.count, 0);
});

test('a connection is kept from one answer to the next, whole or in chunks, and opened again when it was closed', async () => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.setHeader('Set-Cookie', ['one=1; Path=/; HttpOnly', 'gone=; Max-Age=0', 'two=2']);
      if (request.url === '/away') response.writeHead(303, { Location: '/there', Connection: 'close' }).end();
      else if (request.url === '/chunks') {
        response.write('first ');
        response.end('last'.repeat(20_000));
      } else response.end(`${request.method ?? ''} ${request.url ?? ''} ${Buffer.concat(chunks).toString()}`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  let connections = 0;
  server.on('connection', () => (connections += 1));
  const connection = new HttpConnection(origin);
  assert.equal((await connection.send('/a?b=c')).body, 'GET /a?b=c ');
  assert.equal(
    (await connection.send(`${origin.href}x`, { form: { email: 'é@x.fr' } })).body,
    'POST /x email=%C3%A9%40x.fr',
  );
  assert.equal((await connection.send('/chunks')).body, `first ${'last'.repeat(20_000)}`);
  assert.equal(connections, 1);
  const away = await connection.send('/away');
  assert.deepEqual([away.status, locationOf(away), cookiesOf(away)], [303, '/there', 'Cookie: one=1; two=2\r\n']);
  assert.equal((await connection.send('/')).status, 200);
  assert.equal(connections, 2);
  connection.close();
  server.close();
});

test('a load does every piece of work once, as many at once as it may, and counts what fails', async () => {
  const seen: number[] = [];
  let [atOnce, most] = [0, 0];
  const { operations, latencies, failures } = await runLoad({
    work: Array.from({ length: 50 }, (_, index) => index),
    concurrency: 4,
    async operation(item) {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      seen.push(item);
      if (item % 10 === 0) throw new Error('tenth');
    },
  });
  assert.deepEqual(
    seen.toSorted((one, other) => one - other),
    Array.from({ length: 50 }, (_, index) => index),
  );
  assert.deepEqual([operations, latencies.length, most, failures.get('tenth')], [45, 45, 4, 5]);
});
