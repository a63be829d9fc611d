import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration, readDuration, readRate } from './durations.ts';

const ANY = { least: 0, most: Number.MAX_SAFE_INTEGER };

test('durations of every unit are milliseconds', () => {
  const read = (text: string): unknown => readDuration(text, ANY);
  assert.deepEqual(read('500ms'), { kind: 'ok', value: 500 });
  assert.deepEqual(read('90s'), { kind: 'ok', value: 90_000 });
  assert.deepEqual(read('10m'), { kind: 'ok', value: 600_000 });
  assert.deepEqual(read('12h'), { kind: 'ok', value: 43_200_000 });
  assert.deepEqual(read('7d'), { kind: 'ok', value: 604_800_000 });
});

test('anything else is no duration', () => {
  for (const text of [
    '',
    '12',
    'h',
    '12 h',
    '12H',
    '-1h',
    '+1h',
    '1.5h',
    '1h30m',
    '1e3s',
    '٣h',
    '9999999999999s',
    'PT1H',
    '1h\n',
  ]) {
    assert.equal(readDuration(text, ANY).kind, 'fault', JSON.stringify(text));
  }
});

test('bounds are included', () => {
  const range = { least: 600_000, most: 86_400_000 };
  for (const text of ['10m', '600s', '24h', '1d']) assert.equal(readDuration(text, range).kind, 'ok', text);
  for (const text of ['599s', '86401s']) assert.equal(readDuration(text, range).kind, 'fault', text);
});

test('durations are written as one would', () => {
  assert.deepEqual([500, 90_000, 600_000, 3_600_000, 86_400_000, 604_800_000].map(formatDuration), [
    '500ms',
    '90s',
    '10m',
    '1h',
    '24h',
    '7d',
  ]);
});

test('a rate is so many in so long', () => {
  assert.deepEqual(readRate('20000/1h'), { kind: 'ok', value: { count: 20_000, windowMs: 3_600_000 } });
  for (const text of ['5', '5/', '/1h', '5 / 1h', '5/1h/1h', '-5/1h', '5/500ms', '5/32d', '0/1h', '1.5/1h']) {
    assert.equal(readRate(text).kind, 'fault', text);
  }
});
