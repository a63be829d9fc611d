import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before } from 'node:test';
import { type WebInstitution, startWeb } from '../support/web.ts';
import { damaged, fc, property } from './fuzz.ts';

let web: WebInstitution;
let port = 0;
before(async () => {
  web = await startWeb({ settings: { limits: undefined } });
  await web.app.listen({ host: '127.0.0.1', port: 0 });
  const [address] = web.app.addresses();
  assert.ok(typeof address === 'object');
  ({ port } = address);
});
after(() => web[Symbol.asyncDispose]());

/** All that comes back over a connection of its own, whose sender has nothing more to say. */
async function exchange(sent: Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  // The server may close before it has read everything; what it answered is what counts.
  socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => undefined);
  socket.end(sent);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

const BASE = '/creation-motdepasse/';
const lines = ['Host: x', 'Connection: close', 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 9'];
const post = [`POST ${BASE} HTTP/1.1`, ...lines, 'Cookie: a=b; c="d"', '', 'email=a@b'].join('\r\n');
const chunked = post
  .replace('Content-Length: 9', 'Transfer-Encoding: chunked')
  .replace(/email.*/, '9\r\nemail=a@b\r\n0\r\n\r\n');

property('whatever bytes come over a connection, every answer to them is whole, protected, and no fault of ours', {
  cost: 20,
  inputs: fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
    fc
      .oneof(damaged(post), damaged(chunked), damaged(`GET ${BASE}follow HTTP/1.1\r\nHost: x\r\n\r\n`))
      .map((text) => Buffer.from(text)),
  ),
  async holds(sent) {
    const answer = await exchange(sent);
    for (const [, status] of answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm))
      assert.ok(Number(status) < 500 || status === '505', answer.slice(0, 80));
    if (answer !== '') {
      assert.match(answer, /^HTTP\/1\.1 \d{3} /);
      assert.match(answer, /^content-security-policy: default-src 'none'/im);
    }
    web.logged.length = 0;
    web.observed.length = 0;
  },
});
