import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lazily } from './lazily.ts';

test('a value is made when it is first asked for, and once, even when it is undefined', () => {
  let made = 0;
  const get = lazily((): number | undefined => {
    made += 1;
    return undefined;
  });
  assert.equal(made, 0);
  assert.deepEqual([get(), get()], [undefined, undefined]);
  assert.equal(made, 1);
});
