import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Memo } from './memo.ts';

test('what is known is not made again, and what differs in its key is', () => {
  const memo = new Memo<string>(10);
  const made: string[] = [];
  const get = (key: string): string =>
    memo.get(key, () => {
      made.push(key);
      return key.toUpperCase();
    });
  assert.deepEqual(['a', 'b', 'a', 'b'].map(get), ['A', 'B', 'A', 'B']);
  assert.deepEqual(made, ['a', 'b']);
});

test('however many keys there are, no more than so many are kept', () => {
  const memo = new Memo<number>(3);
  let made = 0;
  const get = (key: string): number => memo.get(key, () => (made += 1));
  for (const key of ['a', 'b', 'c', 'd']) get(key);
  assert.equal(get('d'), 4);
  assert.equal(get('a'), 5, 'the first ones were forgotten');
});
