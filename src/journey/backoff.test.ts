import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Random, systemRandom } from '../platform/random.ts';
import { backoffMs, nextTryAt } from './backoff.ts';

const MINUTE = 60_000;

describe('the wait between two tries', () => {
  test('grows from a second to five minutes, and no spread of it exceeds ten', () => {
    const randomOf = (fraction: number): Random => ({ ...systemRandom, fraction: () => fraction });
    const [widest, middle] = [randomOf(0.999_999), randomOf(0.5)];
    assert.deepEqual(
      [1, 2, 3, 9, 10, 1000].map((attempts) => backoffMs(attempts, middle)),
      [1000, 2000, 4000, 256_000, 300_000, 300_000],
    );
    assert.ok(backoffMs(1000, widest) < 10 * MINUTE);
  });

  test('never skips the last minute before the deadline', () => {
    const deadlineAt = 60 * MINUTE;
    assert.equal(nextTryAt({ now: 50 * MINUTE, waitMs: 5 * MINUTE, deadlineAt }), 55 * MINUTE);
    assert.equal(nextTryAt({ now: 57 * MINUTE, waitMs: 5 * MINUTE, deadlineAt }), 59 * MINUTE);
    assert.equal(nextTryAt({ now: 59 * MINUTE, waitMs: 1000, deadlineAt }), 59 * MINUTE + 1000);
  });
});
