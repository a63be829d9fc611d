import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isInTime } from './in-time.ts';

test('work that ends is waited for, work that does not is left alone', async () => {
  assert.equal(await isInTime(Promise.resolve(), 60_000), true);
  await assert.rejects(isInTime(Promise.reject(new Error('failed')), 60_000), /failed/);
  const work = Promise.withResolvers<undefined>();
  assert.equal(await isInTime(work.promise, 1), false);
  // Nobody listens any more, and nothing is thrown at nobody.
  work.reject(new Error('too late'));
});
