import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from './random.ts';

test('as many bytes as were asked for, and never the same twice', () => {
  const seen = new Set<string>();
  for (let round = 0; round < 500; round += 1) {
    for (const count of [10, 12, 32]) {
      const taken = systemRandom.bytes(count);
      assert.equal(taken.length, count);
      seen.add(taken.subarray(0, 10).toString('hex'));
    }
  }
  assert.equal(seen.size, 1500);
  assert.equal(systemRandom.bytes(5000).length, 5000);
});

test('what was handed out stays as it is, and is nobody else’s memory', () => {
  const [one, other] = [systemRandom.bytes(32), systemRandom.bytes(32)];
  const before = other.toString('hex');
  one.fill(0);
  systemRandom.bytes(32);
  assert.equal(other.toString('hex'), before);
});
