import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findEventsOfAccount } from '../ledger/events.ts';
import { createClock } from '../../tests/support/clock.ts';
import { HOUR, type Institution, drain, startInstitution, startProcess } from '../../tests/support/institution.ts';
import { CLIENT, GOOD, choose, lastToken, requestToken } from '../../tests/support/steps.ts';
import { until } from '../../tests/support/until.ts';
import { type TimeStep, TimeSteps } from './time-steps.ts';

const ADDRESS = 'camille@courriel.test';
const ID = 'id-28700001';
const MINUTE = 60_000;

/** A password that is in the directory and on its way to an application that is away. */
async function withOneUnderWay(): Promise<Institution> {
  const institution = await startInstitution();
  institution.directory.add('28700001', [ADDRESS]);
  institution.moodle.answer = { kind: 'later', detail: 'away' };
  await choose(institution, await requestToken(institution, ADDRESS));
  await institution.drain();
  return institution;
}

async function letTimePass(institution: Institution, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    institution.clock.advance(MINUTE);
    await institution.drain();
  }
}

async function countMissed({ ledger }: Institution): Promise<number> {
  return (await findEventsOfAccount(ledger.db, ID)).filter(({ kind }) => kind === 'promise.missed').length;
}

describe('a clock that is set an hour ahead', () => {
  test('makes no password overdue that had time: it arrives when the application is back', async () => {
    await using institution = await withOneUnderWay();
    await letTimePass(institution, 5);
    institution.clock.step(HOUR);
    await letTimePass(institution, 30);
    assert.equal(await countMissed(institution), 0);
    institution.moodle.answer = { kind: 'done' };
    await letTimePass(institution, 8);
    assert.equal(institution.moodle.password, GOOD);
    assert.equal(institution.mailer.of('late').length, 0);
  });

  test('does not put the alarm off for ever: the password has the time it had', async () => {
    await using institution = await withOneUnderWay();
    await letTimePass(institution, 5);
    institution.clock.step(HOUR);
    await letTimePass(institution, 54);
    assert.equal(await countMissed(institution), 0);
    await letTimePass(institution, 2);
    assert.equal(await countMissed(institution), 1);
    assert.equal(institution.mailer.of('late').length, 1);
  });

  test('just before the deadline leaves ten minutes for a try', async () => {
    await using institution = await withOneUnderWay();
    await letTimePass(institution, 58);
    institution.clock.step(HOUR);
    institution.moodle.answer = { kind: 'done' };
    await letTimePass(institution, 6);
    assert.equal(institution.moodle.password, GOOD);
    assert.equal(await countMissed(institution), 0);
  });

  test('moves deadlines once, however many couriers notice, and not those that had passed before', async () => {
    await using institution = await withOneUnderWay();
    const { clock, ledger, courier } = institution;
    await using other = await startProcess(institution, { owner: 'other' });
    const deadlines = async (): Promise<readonly number[]> => {
      const rows = await ledger.db
        .selectFrom('delivery')
        .select('deadline_at')
        .where('recipient', '=', 'app:Moodle')
        .execute();
      return rows.map(({ deadline_at }) => deadline_at);
    };
    const [before = 0] = await deadlines();
    clock.step(HOUR);
    await drain(courier);
    await drain(other.courier);
    assert.deepEqual(await deadlines(), [before + HOUR]);
    clock.advance(HOUR);
    clock.step(HOUR);
    await institution.drain();
    assert.equal(await countMissed(institution), 1, 'its hour had passed when the clock was set');
  });
});

test('a clock that is set an hour ahead while a password is on its way lets no newer one set off beside it', async () => {
  await using institution = await startInstitution();
  const { directory, moodle, courier, clock, journey, mailer } = institution;
  directory.add('28700001', [ADDRESS]);
  await choose(institution, await requestToken(institution, ADDRESS), { password: 'Premier-mot-1' });
  const gate = Promise.withResolvers<undefined>();
  moodle.before = () => gate.promise;
  await courier.look();
  moodle.before = undefined;
  clock.step(HOUR);
  await journey.requestLink({ address: ADDRESS, client: CLIENT, language: 'fr' });
  // Not until everything has come back: the first password is on its way.
  await courier.look();
  await until(() => (mailer.of('link').length === 2 ? true : undefined), { missing: 'the second link' });
  await choose(institution, lastToken(institution), { password: 'Second-mot-22' });
  await courier.look();
  gate.resolve(undefined);
  await courier.settled();
  await letTimePass(institution, 2);
  assert.equal(moodle.password, 'Second-mot-22');
  const kinds = (await findEventsOfAccount(institution.ledger.db, ID)).map(({ kind }) => kind);
  assert.ok(!kinds.includes('delivery.overtaken'));
});

test('a clock that is set an hour back leaves what is under way to be tried soon', async () => {
  await using institution = await withOneUnderWay();
  await letTimePass(institution, 5);
  institution.clock.step(-HOUR);
  institution.moodle.answer = { kind: 'done' };
  await letTimePass(institution, 6);
  assert.equal(institution.moodle.password, GOOD);
});

describe('noticing', () => {
  async function follow(steps: TimeSteps): Promise<readonly TimeStep[]> {
    const seen: TimeStep[] = [];
    await steps.follow((step) => {
      seen.push(step);
      return Promise.resolve();
    });
    return seen;
  }

  test('a step takes no account of time that has passed', async () => {
    const clock = createClock(0);
    const steps = new TimeSteps(clock);
    clock.advance(HOUR);
    assert.deepEqual(await follow(steps), []);
    clock.advance(MINUTE);
    clock.step(HOUR);
    assert.deepEqual(await follow(steps), [{ before: HOUR + MINUTE, now: 2 * HOUR + MINUTE }]);
    assert.deepEqual(await follow(steps), []);
    clock.step(-HOUR);
    assert.deepEqual(await follow(steps), [{ before: 2 * HOUR + MINUTE, now: HOUR + MINUTE }]);
  });

  test('a clock that is kept right by a little at a time is no step', async () => {
    const clock = createClock(0);
    const steps = new TimeSteps(clock);
    for (let second = 0; second < 60; second += 1) {
      clock.step(500);
      assert.deepEqual(await follow(steps), []);
    }
  });

  test('a step that could not be dealt with is told of again', async () => {
    const clock = createClock(0);
    const steps = new TimeSteps(clock);
    clock.step(HOUR);
    await assert.rejects(steps.follow(() => Promise.reject(new Error('the ledger is away'))));
    assert.deepEqual(await follow(steps), [{ before: 0, now: HOUR }]);
  });
});
