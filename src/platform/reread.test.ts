import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createClock } from '../../tests/support/clock.ts';
import { buildRereadable } from './reread.ts';

function stand() {
  const clock = createClock();
  const it = { content: 'old' as string | Error, reads: 0, faults: 0 };
  const file = buildRereadable({
    first: 'old',
    clock,
    read: () => {
      it.reads += 1;
      return it.content instanceof Error ? Promise.reject(it.content) : Promise.resolve(it.content);
    },
    onFault: () => (it.faults += 1),
  });
  return { clock, it, file };
}

describe('what may be replaced while the process runs', () => {
  test('is read again, however many ask at once and however often only now and then', async () => {
    const { clock, it, file } = stand();
    it.content = 'new';
    assert.equal(await file.now(), 'old');
    clock.advance(5000);
    assert.equal(file.latest(), 'old');
    assert.deepEqual(await Promise.all([file.now(), file.now(), file.now()]), ['new', 'new', 'new']);
    assert.equal(file.latest(), 'new');
    await file.now();
    assert.equal(it.reads, 1);
  });

  test('goes on serving as it was while it cannot be read, which is told once', async () => {
    const { clock, it, file } = stand();
    it.content = new Error('gone');
    for (let tries = 0; tries < 3; tries += 1) {
      clock.advance(5000);
      assert.equal(await file.now(), 'old');
    }
    assert.equal(it.faults, 1);
    it.content = 'new';
    clock.advance(5000);
    assert.equal(await file.now(), 'new');
    it.content = new Error('gone again');
    clock.advance(5000);
    assert.equal(await file.now(), 'new');
    assert.equal(it.faults, 2);
  });
});
