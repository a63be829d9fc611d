import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Gate } from './gate.ts';
import { type Kind, Pressure } from './pressure.ts';

/** A measurement that came in time, and one that was late by so many milliseconds. */
const IN_TIME = 100;
const late = (delayMs: number): number => IN_TIME + delayMs;

function shareOf(admits: () => boolean): number {
  return Array.from({ length: 1000 }, admits).filter(Boolean).length / 1000;
}

interface Watched {
  readonly pressure: Pressure;
  readonly lines: string[];
  readonly shed: Kind[];
  share(kind: Kind): number;
  measure(times: number, elapsedMs: number): void;
}

function watch(): Watched & Disposable {
  const [lines, shed]: [string[], Kind[]] = [[], []];
  const log = { warn: (_facts: unknown, line: string) => void lines.push(line) };
  const pressure = new Pressure({ log, onShed: (kind) => void shed.push(kind), now: () => 0 });
  return {
    ...{ pressure, lines, shed },
    share: (kind) => shareOf(() => pressure.admits(kind)),
    measure(times, elapsedMs) {
      for (let time = 0; time < times; time += 1) pressure.measure(elapsedMs);
    },
    [Symbol.dispose]() {
      pressure[Symbol.dispose]();
    },
  };
}

/** So many under way, and how to end the oldest of them. */
function setOff(pressure: Pressure, kind: Kind, count: number): () => Promise<void> {
  const left = Array.from({ length: count }, () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    return { resolve, done: pressure.during(kind, () => promise) };
  });
  return async () => {
    const oldest = left.shift();
    oldest?.resolve(undefined);
    await oldest?.done;
  };
}

describe('a gate', () => {
  test('is open until strain lasts, halves what it lets through each time, and never shuts altogether', () => {
    const gate = new Gate();
    gate.note('strained');
    gate.note('between');
    gate.note('strained');
    assert.ok(gate.isOpen, 'one at a time is no strain that lasts');
    gate.note('strained');
    assert.equal(
      shareOf(() => gate.admits()),
      0.5,
    );
    gate.note('strained');
    assert.equal(
      shareOf(() => gate.admits()),
      0.25,
    );
    for (let time = 0; time < 20; time += 1) gate.note('strained');
    assert.equal(
      shareOf(() => gate.admits()),
      0.02,
    );
  });

  test('stays where it is between strain and ease, and opens little by little', () => {
    const gate = new Gate();
    for (let time = 0; time < 3; time += 1) gate.note('strained');
    for (let time = 0; time < 5; time += 1) gate.note('between');
    assert.equal(
      shareOf(() => gate.admits()),
      0.25,
    );
    gate.note('eased');
    assert.ok(Math.abs(shareOf(() => gate.admits()) - 0.3) < 0.01);
    for (let time = 0; time < 14; time += 1) gate.note('eased');
    assert.ok(gate.isOpen);
    assert.equal(
      shareOf(() => gate.admits()),
      1,
    );
  });
});

describe('under pressure', () => {
  test('everybody is served as long as turns come in time, and after a single long one', () => {
    using watched = watch();
    watched.measure(5, IN_TIME);
    watched.measure(1, late(3000));
    for (const kind of ['page', 'request', 'begun'] as const) assert.equal(watched.share(kind), 1);
    assert.deepEqual([watched.lines, watched.shed], [[], []]);
  });

  test('a loop that comes late to its turns puts off who begins, and nobody who has begun', () => {
    using watched = watch();
    watched.measure(4, late(700));
    assert.equal(watched.share('page'), 0.125);
    assert.equal(watched.share('request'), 0.125);
    assert.equal(watched.share('begun'), 1);
    assert.deepEqual(new Set(watched.shed), new Set(['page', 'request']));
  });

  test('what has begun is put off too when turns come ten times as late', () => {
    using watched = watch();
    watched.measure(3, late(7000));
    assert.equal(watched.share('begun'), 0.25);
  });

  test('a machine that has slept is not overloaded when it wakes, however often it dozes off again', () => {
    using watched = watch();
    watched.measure(3, late(600_000));
    for (const kind of ['page', 'request', 'begun'] as const) assert.equal(watched.share(kind), 1);
    assert.deepEqual(watched.lines, []);
  });

  test('one line says that it begins and one that it is over, however long it lasts and however many are put off', () => {
    using watched = watch();
    watched.measure(10, late(700));
    watched.share('page');
    watched.measure(3, late(300));
    watched.measure(3, late(900));
    assert.equal(watched.lines.length, 1);
    watched.measure(20, IN_TIME);
    assert.deepEqual(watched.lines, ['overloaded: who begins is put off', 'no longer overloaded']);
    assert.equal(watched.share('page'), 1);
    watched.measure(3, late(700));
    assert.equal(watched.lines.length, 3);
  });

  test('addresses that pile up put off further ones, and no page', async () => {
    using watched = watch();
    const finish = setOff(watched.pressure, 'request', 300);
    // A hundred in a second, and three hundred under way: three seconds.
    for (let time = 0; time < 30; time += 1) {
      for (let one = 0; one < 10; one += 1) {
        await finish();
        void watched.pressure.during('request', () => new Promise(() => undefined));
      }
      watched.measure(1, IN_TIME);
    }
    assert.ok(watched.share('request') < 0.1);
    assert.deepEqual([watched.share('page'), watched.share('begun')], [1, 1]);
  });

  test('a few who wait for a directory that hangs are no queue', () => {
    using watched = watch();
    setOff(watched.pressure, 'request', 90);
    watched.measure(50, IN_TIME);
    assert.equal(watched.share('request'), 1);
  });

  test('many who are served in time are no queue either', async () => {
    using watched = watch();
    const finish = setOff(watched.pressure, 'request', 300);
    for (let time = 0; time < 10; time += 1) {
      for (let one = 0; one < 30; one += 1) {
        await finish();
        void watched.pressure.during('request', () => new Promise(() => undefined));
      }
      watched.measure(1, IN_TIME);
      assert.equal(watched.share('request'), 1);
    }
  });

  test('an answer that fails is no longer under way', async () => {
    using watched = watch();
    const failing = Array.from({ length: 200 }, () =>
      watched.pressure.during('request', () => Promise.reject(new Error('a fault'))).catch(() => undefined),
    );
    await Promise.all(failing);
    watched.measure(50, IN_TIME);
    assert.equal(watched.share('request'), 1);
  });
});
