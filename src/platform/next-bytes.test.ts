import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { test } from 'node:test';
import { nextBytes } from './next-bytes.ts';

test('bytes come one by one, and nothing goes on listening', async () => {
  const server = createServer((socket) => {
    let left = 30;
    const drip = (): void => {
      left -= 1;
      if (left < 0) socket.end();
      else socket.write('x', () => setImmediate(drip));
    };
    drip();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const { signal } = new AbortController();
  const before = socket.listenerCount('close');
  let read = 0;
  for (;;) {
    const bytes = await nextBytes(socket, signal, 1);
    if (bytes === undefined) break;
    read += bytes.length;
    assert.ok(socket.listenerCount('close') <= before && socket.listenerCount('readable') === 0);
  }
  assert.equal(read, 30);
  socket.destroy();
  server.close();
});
