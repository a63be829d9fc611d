import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClock } from '../../tests/support/clock.ts';
import { Breaker } from './breaker.ts';

function opened(): { breaker: Breaker; clock: ReturnType<typeof createClock> } {
  const clock = createClock();
  const breaker = new Breaker(clock);
  for (let failure = 0; failure < 5; failure += 1) breaker.note('ailing');
  return { breaker, clock };
}

test('one success in a row of failures begins the row anew', () => {
  const breaker = new Breaker(createClock());
  for (const health of ['ailing', 'ailing', 'ailing', 'ailing', 'well', 'ailing', 'ailing'] as const)
    breaker.note(health);
  assert.equal(breaker.state, 'closed');
  assert.equal(breaker.allowance(3, 2), 3);
});

test('rests twice as long after each further failure, and a minute at most', () => {
  const { breaker, clock } = opened();
  const rests: number[] = [];
  for (let failure = 0; failure < 8; failure += 1) {
    let rest = 0;
    for (; breaker.state === 'open'; rest += 1000) clock.advance(1000);
    rests.push(rest);
    breaker.note('ailing');
  }
  assert.deepEqual(rests, [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});

test('rested, it lets a single delivery try, and none beside one that is on its way', () => {
  const { breaker, clock } = opened();
  assert.equal(breaker.allowance(4, 0), 0);
  clock.advance(2000);
  assert.equal(breaker.state, 'half-open');
  assert.equal(breaker.allowance(4, 0), 1);
  assert.equal(breaker.allowance(4, 1), 0);
  breaker.note('well');
  assert.equal(breaker.allowance(4, 1), 4);
});

test('a rest is over when the clock steps back before its beginning', () => {
  const { breaker, clock } = opened();
  clock.step(-3_600_000);
  assert.equal(breaker.state, 'half-open');
});
