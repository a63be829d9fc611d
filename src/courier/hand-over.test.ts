import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pino } from 'pino';
import { type Institution, startInstitution } from '../../tests/support/institution.ts';
import { GOOD, choose, lastToken, requestToken } from '../../tests/support/steps.ts';
import { until } from '../../tests/support/until.ts';
import { buildJourney } from '../journey/journey.ts';
import type { Opener } from '../platform/seal.ts';
import { mailCarrier } from './carriers.ts';
import { Courier } from './courier.ts';

const ADDRESS = 'camille@courriel.test';
const MINUTE = 60_000;
const request = { address: ADDRESS, client: '192.0.2.1', language: 'fr' } as const;

/** A courier that could not read back what it is not handed. */
const blind: Opener = { open: () => Promise.reject(new Error('nothing is to be opened')) };

function courierOf({ parts, mailer }: Institution, opener = blind): Courier {
  const carriers = [mailCarrier(parts, mailer)];
  return new Courier({ parts, opener, carriers, log: pino({ level: 'silent' }) });
}

async function withPerson(): Promise<Institution> {
  const institution = await startInstitution({ limits: undefined });
  institution.directory.add('28700001', [ADDRESS]);
  return institution;
}

describe('what is handed over to the courier of the same process', () => {
  test('leaves from memory: a mail, a password’s confirmation', async () => {
    await using institution = await withPerson();
    await using courier = courierOf(institution);
    courier.start();
    const journey = buildJourney({ ...institution.parts, handOver: courier });
    const token = await requestToken({ ...institution, journey, drain: () => courier.settled() }, ADDRESS);
    const outcome = await choose({ ...institution, journey }, token);
    assert.ok(outcome.kind === 'accepted' && outcome.applied);
    await courier.settled();
    assert.deepEqual(
      institution.mailer.sent.map(({ message }) => message.kind),
      ['link', 'changed'],
    );
  });

  test('is found in the ledger by any other, once its lease has ended and not before, when the process dies', async () => {
    await using institution = await withPerson();
    const { parts, clock, mailer } = institution;
    const lease = { owner: 'dead', until: clock.now() + MINUTE };
    const dead = { reserve: () => ({ lease, carry: () => undefined, [Symbol.dispose]: () => undefined }) };
    await buildJourney({ ...parts, handOver: dead }).requestLink(request);
    await institution.drain();
    assert.equal(mailer.sent.length, 0);
    clock.advance(MINUTE);
    await institution.drain();
    assert.equal(mailer.sent.length, 1);
  });

  test('goes back into the ledger when the courier stops before its turn', async () => {
    await using institution = await withPerson();
    const courier = courierOf(institution);
    courier.start();
    const place = courier.reserve('mail');
    assert.ok(place !== undefined);
    const stopped = courier[Symbol.asyncDispose]();
    await buildJourney({ ...institution.parts, handOver: { reserve: () => place } }).requestLink(request);
    await stopped;
    assert.equal(institution.mailer.sent.length, 0);
    await institution.drain();
    assert.equal(institution.mailer.sent.length, 1, 'its lease went back, and nothing had to end');
  });

  test('is nothing while the recipient is being spared, or older ones wait in the ledger, or nobody has started', async () => {
    await using institution = await withPerson();
    const { mailer, clock } = institution;
    await using courier = courierOf(institution, { open: () => Promise.reject(new Error('broken')) });
    assert.equal(courier.reserve('mail'), undefined, 'not started');
    courier.start();
    assert.equal(courier.reserve('nobody'), undefined);
    mailer.answer = { kind: 'later', detail: 'away' };
    const journey = buildJourney({ ...institution.parts, handOver: courier });
    for (let failure = 0; failure < 5; failure += 1) {
      clock.advance(1);
      await journey.requestLink(request);
      await courier.settled();
    }
    assert.equal(courier.reserve('mail'), undefined, 'five failures');
  });

  test('waits in the ledger while an older password is still being taken to the same application', async () => {
    await using institution = await withPerson();
    const { courier, moodle, mailer, journey } = institution;
    courier.start();
    const { promise: answered, resolve: answer } = Promise.withResolvers<undefined>();
    moodle.before = () => {
      moodle.before = undefined;
      return answered;
    };
    await journey.requestLink(request);
    await until(() => mailer.of('link')[0], { missing: 'a first link' });
    await choose(institution, lastToken(institution), { password: 'Premier-Passe-2026' });
    await until(() => moodle.before === undefined || undefined, { missing: 'a try' });
    await journey.requestLink(request);
    await until(() => mailer.of('link')[1], { missing: 'a second link' });
    const second = await choose(institution, lastToken(institution));
    assert.ok(second.kind === 'accepted' && second.applied);
    await until(() => mailer.of('changed')[1], { missing: 'a second confirmation' });
    answer(undefined);
    await until(() => moodle.news[1], { missing: 'the second password' });
    assert.deepEqual(
      moodle.news.map(({ password }) => password?.reveal()),
      ['Premier-Passe-2026', GOOD],
    );
  });

  test('a password chosen while its directory is away is confirmed to the addresses of the time it is set', async () => {
    await using institution = await withPerson();
    const { directory, mailer } = institution;
    const token = await requestToken(institution, ADDRESS);
    directory.down = true;
    assert.equal((await choose(institution, token)).kind, 'accepted');
    directory.down = false;
    const person = directory.people.get('id-28700001');
    assert.ok(person !== undefined);
    directory.people.set('id-28700001', { ...person, addresses: [ADDRESS, 'new@courriel.test'] });
    institution.clock.advance(10 * MINUTE);
    await institution.drain();
    assert.equal(directory.people.get('id-28700001')?.password, GOOD);
    assert.deepEqual(
      mailer
        .of('changed')
        .map(({ to }) => to)
        .sort(),
      [ADDRESS, 'new@courriel.test'],
    );
  });
});
