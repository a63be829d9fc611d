import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openOnce } from './open-once.ts';

test('what is opened is kept, for all who ask', async () => {
  let opened = 0;
  const once = openOnce(() => Promise.resolve((opened += 1)));
  assert.equal(await once.find(), undefined, 'looking opens nothing');
  assert.deepEqual(await Promise.all([once.get(), once.get()]), [1, 1]);
  assert.equal(await once.find(), 1);
});

test('an opening that fails is told to all who wait for it, and forgotten', async () => {
  const [first, second] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const openings = [first.promise, second.promise];
  const once = openOnce(async () => await (openings.shift() ?? Promise.reject(new Error('opened too often'))));
  const failing = [assert.rejects(once.get(), /away/), assert.rejects(once.get(), /away/)];
  const finding = once.find();
  first.reject(new Error('away'));
  await Promise.all(failing);
  assert.equal(await finding, undefined);
  assert.equal(await once.find(), undefined);
  second.resolve('open');
  assert.equal(await once.get(), 'open');
});
