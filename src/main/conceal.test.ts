import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conceal } from './conceal.ts';

test('an entry in order is handed back as it is', () => {
  const entry = { route: '/', status: 200, nested: { of: ['two', { deep: 1 }] }, nothing: null };
  assert.equal(conceal(entry), entry);
});

test('what must never be logged is replaced, three objects deep and in lists', () => {
  const entry = {
    password: 'a',
    headers: { cookie: 'b', 'set-cookie': ['c'], accept: 'd' },
    fields: [{ email: 'e' }, { name: 'f' }],
    a: { b: { token: 'g' } },
  };
  const before = structuredClone(entry);
  assert.deepEqual(conceal(entry), {
    password: '[redacted]',
    headers: { cookie: '[redacted]', 'set-cookie': '[redacted]', accept: 'd' },
    fields: [{ email: '[redacted]' }, { name: 'f' }],
    a: { b: { token: '[redacted]' } },
  });
  assert.deepEqual(entry, before, 'the entry itself is left alone');
});

test('errors are left to the serialiser that knows them', () => {
  const error = Object.assign(new Error('x'), { token: 'y' });
  const entry = { err: error };
  assert.equal(conceal(entry), entry);
});
