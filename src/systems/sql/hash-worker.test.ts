import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HashWorker } from './hash-worker.ts';

const ORDER = { format: 'bcrypt', password: 'Premier-1-mot', salt: Buffer.alloc(16, 7), cost: 10 } as const;

test('an order that everybody has given up is not worked on: the next one has its turn at once', async () => {
  await using worker = new HashWorker();
  await using other = new HashWorker();
  const { signal } = new AbortController();
  // Both threads are at work before anything is compared.
  await Promise.all([worker.hash(ORDER, signal), other.hash(ORDER, signal)]);
  const gone = new AbortController();
  const abandoned = Array.from({ length: 100 }, () => worker.hash(ORDER, gone.signal));
  const settled = Promise.allSettled(abandoned);
  gone.abort(new Error('given up'));
  const wanted = worker.hash(ORDER, signal).then(() => 'the wanted one');
  const others = Promise.all(Array.from({ length: 25 }, () => other.hash(ORDER, signal)));
  assert.equal(await Promise.race([wanted, others.then(() => '25 others')]), 'the wanted one');
  await others;
  // The first one was under way.
  assert.equal((await settled).filter(({ status }) => status === 'rejected').length, 99);
});

test('an order that cannot be met says why, and those behind it are met', async () => {
  await using worker = new HashWorker();
  const { signal } = new AbortController();
  const [bad, good] = await Promise.allSettled([
    worker.hash({ ...ORDER, salt: Buffer.alloc(0) }, signal),
    worker.hash(ORDER, signal),
  ]);
  assert.equal(bad.status, 'rejected');
  assert.match(good.status === 'fulfilled' ? good.value : '', /^\$2b\$10\$/);
});

test('whoever waits when it is disposed of is told', async () => {
  const worker = new HashWorker();
  const { signal } = new AbortController();
  const waiting = Promise.allSettled([worker.hash(ORDER, signal), worker.hash(ORDER, signal)]);
  await worker[Symbol.asyncDispose]();
  assert.deepEqual(
    (await waiting).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
});
