import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from '../platform/random.ts';
import { buildReferences } from './references.ts';

test('no two of many requests have the same reference', () => {
  const reference = buildReferences(systemRandom);
  const many = Array.from({ length: 2000 }, reference);
  assert.equal(new Set(many).size, many.length);
  for (const each of many) assert.match(each, /^[0-9A-F]{12}$/);
});
