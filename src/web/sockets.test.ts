import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { test } from 'node:test';
import { type WebInstitution, startWeb } from '../../tests/support/web.ts';

/** What comes back over a connection of its own, until the server closes it. */
async function exchange({ app }: WebInstitution, sent: string): Promise<string> {
  const [address] = app.addresses();
  assert.ok(typeof address === 'object', 'it listens on a port');
  const socket = await dial(address.port);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // The server may close before it has read everything; what it answered is what counts.
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.write(sent, 'latin1');
  await closed;
  return Buffer.concat(chunks).toString('utf8');
}

async function dial(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

function request(line: string, ...headers: readonly string[]): string {
  return [`${line} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, '', ''].join('\r\n');
}

test('bytes that are no request get a page with every header, and nothing of them is logged', async () => {
  await using web = await startWeb();
  await web.app.listen({ host: '127.0.0.1', port: 0 });
  for (const [sent, status] of [
    ['garbage with a secret\r\n\r\n', '400 Bad Request'],
    [request(`GET ${web.base}`, `X-Long: ${'secret'.repeat(5000)}`), '431 Request Header Fields Too Large'],
    [request(`GET ${web.base}jeton/${'secret'.repeat(5000)}`), '431 Request Header Fields Too Large'],
    [request(`GET ${web.base}jeton/\u0000secret`), '400 Bad Request'],
    [request(`GET ${web.base}`, 'X-A: secret\u0000'), '400 Bad Request'],
    [request(`POST ${web.base}`, 'Content-Length: 5', 'Transfer-Encoding: chunked'), '400 Bad Request'],
  ] as const) {
    const answer = await exchange(web, sent);
    assert.ok(answer.startsWith(`HTTP/1.1 ${status}\r\n`), answer.slice(0, 60));
    assert.match(answer, /^Content-Security-Policy: default-src 'none'/m);
    assert.match(answer, /^Cache-Control: no-store\r$/m);
    assert.match(answer, /<html lang="fr" dir="ltr">/);
  }
  assert.doesNotMatch(web.logged.join('\n'), /secret/);
});

test('an absolute URL in the request line and a foreign Host lead to our own page', async () => {
  await using web = await startWeb();
  await web.app.listen({ host: '127.0.0.1', port: 0 });
  const bare = web.base.slice(0, -1);
  for (const sent of [
    request(`GET http://evil.example${bare}`),
    request(`GET https://evil.example${bare}`),
    request(`GET ${bare}`, 'X-Forwarded-Host: evil.example'),
    request(`GET ${bare}`).replace('Host: x', 'Host: evil.example'),
  ]) {
    const answer = await exchange(web, sent);
    assert.match(answer, /^HTTP\/1\.1 308 /);
    assert.match(answer, new RegExp(`^location: ${web.base}\r$`, 'm'));
    assert.doesNotMatch(answer, /evil/);
  }
  assert.match(await exchange(web, request('OPTIONS *')), /^HTTP\/1\.1 40[45] /);
});

test('a request that names no host, or two, or that expects what we do not do, gets a page with every header', async () => {
  await using web = await startWeb();
  await web.app.listen({ host: '127.0.0.1', port: 0 });
  const get = `GET ${web.base}`;
  for (const [sent, status] of [
    [request(get).replace('Host: x\r\n', ''), '400 Bad Request'],
    [request(get, 'Host: evil.example'), '400 Bad Request'],
    [request(get, 'hOST: x'), '400 Bad Request'],
    [request(`GET ${web.base}nowhere`, 'Host: evil.example'), '400 Bad Request'],
    [request(get, 'Expect: something'), '417 Expectation Failed'],
  ] as const) {
    const answer = await exchange(web, sent);
    assert.ok(answer.startsWith(`HTTP/1.1 ${status}\r\n`), answer.slice(0, 60));
    assert.match(answer, /^Content-Security-Policy: default-src 'none'/im);
    assert.match(answer, /^Cache-Control: no-store\r$/im);
    assert.match(answer, /<html lang="fr" dir="ltr">/);
  }
  const old = `GET ${web.base} HTTP/1.0\r\n\r\n`;
  assert.match(await exchange(web, old), /^HTTP\/1\.1 200 OK\r\n/);
});

test('a body is refused once it is announced as too long, and once it turns out to be', async () => {
  await using web = await startWeb();
  await web.app.listen({ host: '127.0.0.1', port: 0 });
  const type = 'Content-Type: application/x-www-form-urlencoded';
  const announced = request(`POST ${web.base}`, type, 'Content-Length: 10485760');
  assert.match(await exchange(web, announced), /^HTTP\/1\.1 413 /);
  const chunk = `${(100_000).toString(16)}\r\n${'a=1&'.repeat(25_000)}\r\n`;
  const chunked = request(`POST ${web.base}`, type, 'Transfer-Encoding: chunked') + chunk;
  assert.match(await exchange(web, chunked), /^HTTP\/1\.1 413 /);
});

test('no header of ours tells what we run on', async () => {
  await using web = await startWeb();
  await web.app.listen({ host: '127.0.0.1', port: 0 });
  const answer = await exchange(web, request(`GET ${web.base}`));
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
  assert.doesNotMatch(answer, /^(?:server|x-powered-by|via):/im);
});
