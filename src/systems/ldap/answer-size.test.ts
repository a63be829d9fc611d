import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { test } from 'node:test';

import { limitAnswers } from './answer-size.ts';

/** Whether a connection survives these chunks; the last is followed by the end of the connection. */
async function survives(...chunks: readonly (readonly number[])[]): Promise<boolean> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.setNoDelay(true);
    void send(socket, chunks);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let fault: Error | undefined;
  socket.on('error', (error) => (fault = error));
  limitAnswers(socket);
  const { promise: closed, resolve } = Promise.withResolvers<undefined>();
  socket.once('close', () => resolve(undefined));
  await closed;
  server.close();
  await once(server, 'close');
  return fault === undefined;
}

async function send(socket: Socket, chunks: readonly (readonly number[])[]): Promise<void> {
  for (const chunk of chunks) await new Promise((written) => socket.write(Buffer.from(chunk), written));
  socket.end();
}

const short = [0x30, 0x03, 0x02, 0x01, 0x05];
const long = [0x30, 0x82, 0x01, 0x2c, ...Array.from({ length: 300 }, () => 7)];

test('messages go through, however they are cut', async () => {
  assert.equal(await survives(short, long, [...short, ...long]), true);
  assert.equal(await survives(...[...short, ...long.slice(0, 10)].map((byte) => [byte]), long.slice(10), short), true);
});

test('what is no message, or announces more than any answer has, ends the connection', async () => {
  assert.equal(await survives(short, [0x48, 0x54, 0x54, 0x50]), false);
  assert.equal(await survives([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]), false);
  assert.equal(await survives([0x30, 0x80]), false);
  assert.equal(await survives(long, [0x30, 0x85, 0x01, 0x00, 0x00, 0x00, 0x00]), false);
});
