import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stdTimeFunctions } from 'pino';
import { logTime } from './log-time.ts';

test('times are those that pino writes, within a second and from one to the next', (context) => {
  const times = [0, 7, 999, 1000, 1_782_000_000_000, 1_782_000_000_009, 1_782_000_000_010, 1_781_999_999_999];
  let now = 0;
  const time = logTime(() => now);
  context.mock.timers.enable({ apis: ['Date'] });
  for (const each of times) {
    now = each;
    context.mock.timers.setTime(each);
    assert.equal(time(), stdTimeFunctions.isoTime());
  }
});
