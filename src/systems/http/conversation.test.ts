import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { test } from 'node:test';
import { until } from '../../../tests/support/until.ts';
import { type Answer, type Failure, type Question, startConversation } from './conversation.ts';

interface RawServer extends AsyncDisposable {
  readonly url: URL;
  readonly sockets: readonly Socket[];
}

/** Answers each request with these bytes, whatever they are. */
async function serve(answer: (socket: Socket) => void): Promise<RawServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => {
      answer(socket);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const question = (url: URL, more: Partial<Question> = {}): Question => {
  return { method: 'GET', url, headers: {}, most: 1000, ...more };
};

async function answered(bytes: string, more: Partial<Question> = {}): Promise<Answer | Failure> {
  await using server = await serve((socket) => socket.end(bytes));
  using conversation = startConversation('http:');
  return await conversation.ask(question(server.url, more), AbortSignal.timeout(10_000));
}

const OK = 'HTTP/1.1 200 OK\r\n';

test('two questions share a connection, and it ends with the conversation', async () => {
  await using server = await serve((socket) => socket.write(`${OK}content-length: 2\r\n\r\nok`));
  {
    using conversation = startConversation('http:');
    for (let asked = 0; asked < 2; asked += 1) {
      const answer = await conversation.ask(question(server.url), AbortSignal.timeout(10_000));
      assert.partialDeepStrictEqual(answer, { kind: 'answered', status: 200, body: 'ok' });
    }
    assert.equal(server.sockets.length, 1);
  }
  const [socket] = server.sockets;
  await until(() => socket?.destroyed === true || undefined, { missing: 'the connection is still open' });
});

test('a server that ends the connection after each answer, without a word of it, is asked on a new one', async () => {
  await using server = await serve((socket) => socket.end(`${OK}content-length: 2\r\n\r\nok`));
  for (let time = 0; time < 10; time += 1) {
    using conversation = startConversation('http:');
    for (let asked = 0; asked < 2; asked += 1) {
      const answer = await conversation.ask(question(server.url), AbortSignal.timeout(10_000));
      assert.partialDeepStrictEqual(answer, { kind: 'answered', status: 200, body: 'ok' });
    }
  }
  assert.equal(server.sockets.length, 20);
});

test('a server that hears a second question and then resets is asked once more, and no third time', async () => {
  let heard = 0;
  await using server = await serve((socket) => {
    heard += 1;
    if (heard === 1) socket.write(`${OK}content-length: 2\r\n\r\nok`);
    else socket.resetAndDestroy();
  });
  using conversation = startConversation('http:');
  assert.equal((await conversation.ask(question(server.url), AbortSignal.timeout(10_000))).kind, 'answered');
  assert.equal((await conversation.ask(question(server.url), AbortSignal.timeout(10_000))).kind, 'failed');
  assert.equal(heard, 3);
});

for (const [what, bytes] of [
  ['switches to another protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'],
  ['says two lengths', `${OK}content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`],
  ['has a chunk without a length', `${OK}transfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n`],
  ['breaks off in a chunk', `${OK}transfer-encoding: chunked\r\n\r\n10\r\nabc`],
  ['breaks off in its headers', `${OK}content-le`],
  ['has headers without measure', `${OK}x: ${'a'.repeat(200_000)}\r\n\r\n`],
  ['is no HTTP', 'hello'],
  ['is nothing', ''],
  ['is longer than what is kept', `${OK}content-length: 1001\r\n\r\n${'a'.repeat(1001)}`],
] as const) {
  test(`an answer that ${what} is none`, async () => {
    assert.equal((await answered(bytes)).kind, 'failed');
  });
}

test('hints that come before the answer are not the answer', async () => {
  const hints = 'HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n';
  assert.partialDeepStrictEqual(await answered(`${hints}${hints}${OK}content-length: 2\r\n\r\nok`), {
    ...{ kind: 'answered', status: 200, body: 'ok' },
  });
});

test('hints without end end with the signal', async () => {
  await using server = await serve((socket) => {
    const more = (): void => void socket.write('HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n', again);
    const again = (fault?: Error | null): void => {
      if (fault === undefined || fault === null) setImmediate(more);
    };
    more();
  });
  using conversation = startConversation('http:');
  const answer = await conversation.ask(question(server.url), AbortSignal.timeout(200));
  assert.deepEqual(answer, { kind: 'failed', detail: 'given up' });
});

test('a header that cannot be sent is a failure that does not repeat it', async () => {
  const failure = await answered(OK, { headers: { authorization: 'Bearer sésame\u0100' } });
  assert.ok(failure.kind === 'failed');
  assert.ok(!failure.detail.includes('sésame'));
});
