import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildOpener } from '../platform/seal.ts';
import { pino } from 'pino';
import { countDeliveries, findDeliveriesOfReset } from '../ledger/deliveries.ts';
import { findEventsOfAccount } from '../ledger/events.ts';
import { HOUR, type Institution, startInstitution } from '../../tests/support/institution.ts';
import { GOOD, choose, requestToken } from '../../tests/support/steps.ts';
import { mailCarrier } from './carriers.ts';
import { Courier } from './courier.ts';
import { findIn } from '../../tests/support/keys-in-hand.ts';

const ADDRESS = 'camille@courriel.test';
const MINUTE = 60_000;

async function accepted(breakIt: (institution: Institution) => void): Promise<Institution & { follow: string }> {
  const institution = await startInstitution();
  institution.directory.add('28700001', [ADDRESS]);
  const token = await requestToken(institution, ADDRESS);
  breakIt(institution);
  const outcome = await choose(institution, token);
  assert.ok(outcome.kind === 'accepted');
  return { ...institution, follow: outcome.followToken };
}

describe('the courier', () => {
  test('tries an ailing application again and again, with no gap over ten minutes, until it has the password', async () => {
    let tries = 0;
    await using institution = await accepted(({ moodle }) => {
      moodle.answer = { kind: 'later', detail: 'away' };
      moodle.before = () => {
        tries += 1;
        return Promise.resolve();
      };
    });
    const { clock, moodle } = institution;
    let last = clock.now();
    let widest = 0;
    for (let minute = 0; minute < 59; minute += 1) {
      const before = tries;
      await institution.courier.look();
      await institution.courier.settled();
      if (tries > before) {
        widest = Math.max(widest, clock.now() - last);
        last = clock.now();
      }
      clock.advance(MINUTE);
    }
    assert.ok(tries >= 6, `${tries} tries`);
    assert.ok(widest <= 10 * MINUTE, `the widest gap was ${widest} ms`);
    moodle.answer = { kind: 'done' };
    clock.set(institution.parts.clock.now() + 50_000);
    await institution.drain();
    assert.equal(moodle.password, GOOD);
  });

  test('a missed promise raises an alarm, erases the password, tells the person which application, and shows it as late', async () => {
    await using institution = await accepted(({ moodle }) => (moodle.answer = { kind: 'later', detail: 'away' }));
    const { clock, mailer, ledger, journey } = institution;
    await institution.drain();
    clock.advance(HOUR);
    institution.moodle.answer = { kind: 'done' };
    await institution.drain();
    assert.equal(institution.moodle.news.length, 0, 'nothing is carried past its deadline');
    const [late] = mailer.of('late');
    assert.deepEqual(late?.message.applications, ['Moodle']);
    assert.equal(late.message.directory, false);
    assert.equal(late.to, ADDRESS);
    assert.equal((await countDeliveries(ledger.db)).sealed, 0);
    const events = await findEventsOfAccount(ledger.db, 'id-28700001');
    assert.deepEqual(
      events.filter(({ kind }) => kind === 'promise.missed').map(({ recipient }) => recipient),
      ['app:Moodle'],
    );
    const state = await journey.follow(institution.follow);
    assert.ok(state.kind === 'found' && state.settled);
    assert.deepEqual(
      state.applications.map((arrival) => arrival.state),
      ['late', 'arrived'],
    );
  });

  test('a directory that stays away past the promise: everything is erased, the person is told once it can be asked, no change is announced', async () => {
    await using institution = await accepted(({ directory }) => (directory.down = true));
    const { clock, mailer, ledger, directory, moodle } = institution;
    await institution.drain();
    clock.advance(HOUR);
    await institution.drain();
    directory.down = false;
    clock.advance(10 * MINUTE);
    await institution.drain();
    assert.deepEqual(
      mailer.of('late').map(({ message }) => [message.directory, message.applications]),
      [[true, ['Moodle', 'IPWeb']]],
    );
    assert.equal(mailer.of('changed').length, 0);
    assert.equal(moodle.news.length, 0);
    assert.equal((await countDeliveries(ledger.db)).sealed, 0);
  });

  test('at the deadline nothing is said of the applications while the directory is being tried: its refusal says it all', async () => {
    await using institution = await accepted(({ directory }) => (directory.down = true));
    const { clock, mailer, ledger, directory } = institution;
    const reached = Promise.withResolvers<undefined>();
    const held = Promise.withResolvers<undefined>();
    directory.down = false;
    directory.refuse = 'history';
    directory.beforeSet = async () => {
      reached.resolve(undefined);
      await held.promise;
    };
    clock.advance(HOUR - 5000);
    await institution.courier.look();
    await reached.promise;
    clock.advance(10_000);
    await institution.courier.look();
    const { states } = await countDeliveries(ledger.db);
    assert.ok(!states.some(({ state }) => state === 'expired'));
    held.resolve(undefined);
    await institution.drain();
    assert.deepEqual(
      mailer.sent.map(({ message }) => message.kind),
      ['link', 'refused-later'],
    );
    assert.equal((await countDeliveries(ledger.db)).sealed, 0);
  });

  test('an application that refuses is not tried again; the person is told why, and the others have the password', async () => {
    await using institution = await accepted(({ moodle }) => {
      moodle.answer = { kind: 'refused', reason: 'too-long', detail: '72 bytes' };
    });
    await institution.drain();
    institution.clock.advance(HOUR / 2);
    await institution.drain();
    const told = institution.mailer.of('refused-by-application').map(({ message }) => message);
    assert.deepEqual(
      told.map(({ application, reason }) => [application, reason]),
      [['Moodle', 'too-long']],
    );
    assert.equal(institution.mailer.of('late').length, 0);
    assert.equal(institution.ipweb.news.length, 1);
    const states = await institution.ledger.db
      .selectFrom('delivery')
      .select(['recipient', 'state', 'detail'])
      .where('kind', '=', 'password')
      .where('recipient', 'like', 'app:%')
      .orderBy('recipient')
      .execute();
    assert.deepEqual(
      states.map(({ recipient, state, detail }) => [recipient, state, detail]),
      [
        ['app:IPWeb', 'done', null],
        ['app:Moodle', 'refused', 'too-long: 72 bytes'],
      ],
    );
  });

  test('mails wait for a relay that is away and leave when it is back', async () => {
    await using institution = await startInstitution();
    const { directory, mailer, journey, clock } = institution;
    directory.add('28700001', [ADDRESS]);
    mailer.answer = { kind: 'later', detail: '451' };
    await journey.requestLink({ address: ADDRESS, client: '192.0.2.1', language: 'fr' });
    await institution.drain();
    assert.equal(mailer.sent.length, 0);
    mailer.answer = { kind: 'done' };
    clock.advance(10 * MINUTE);
    await institution.drain();
    assert.equal(mailer.sent.length, 1);
  });

  test('rests after a row of failures, then tries the ground with a single delivery', async () => {
    await using institution = await startInstitution({ limits: undefined });
    const { directory, mailer, journey, clock, courier } = institution;
    let tries = 0;
    const send = mailer.send.bind(mailer);
    mailer.send = (mail) => {
      tries += 1;
      return send(mail);
    };
    mailer.answer = { kind: 'later', detail: 'away' };
    for (let person = 1; person <= 30; person += 1) {
      directory.add(`2870${person}`, [`p${person}@courriel.test`]);
      await journey.requestLink({ address: `p${person}@courriel.test`, client: '192.0.2.1', language: 'fr' });
    }
    await institution.drain();
    assert.equal(tries, 10, 'those that had set off at once; their failures open the breaker');
    assert.equal(courier.health().find(({ recipient }) => recipient === 'mail')?.breaker, 'open');
    clock.advance(2000);
    await courier.look();
    await courier.settled();
    assert.equal(tries, 11);
    mailer.answer = { kind: 'done' };
    clock.advance(10 * MINUTE);
    await institution.drain();
    assert.equal(mailer.sent.length, 30);
  });

  test('a relay that puts mailboxes off is no relay that is down: others’ mails leave, and theirs once they are taken', async () => {
    await using institution = await startInstitution({ limits: undefined });
    const { directory, mailer, journey, clock } = institution;
    const send = mailer.send.bind(mailer);
    let greylisted = true;
    mailer.send = (mail) =>
      greylisted && mail.to.startsWith('grey') ? Promise.resolve({ kind: 'deferred', detail: '451' }) : send(mail);
    for (const name of [...Array.from({ length: 10 }, (_, index) => `grey${index}`), 'camille']) {
      directory.add(name, [`${name}@courriel.test`]);
      await journey.requestLink({ address: `${name}@courriel.test`, client: '192.0.2.1', language: 'fr' });
    }
    await institution.drain();
    assert.deepEqual(
      mailer.sent.map(({ to }) => to),
      [ADDRESS],
    );
    greylisted = false;
    clock.advance(10 * MINUTE);
    await institution.drain();
    assert.equal(mailer.sent.length, 11);
  });

  test('takes over what a dead courier had claimed, once its lease has ended, and not before', async () => {
    await using institution = await startInstitution();
    const { directory, mailer, journey, clock, parts, keys } = institution;
    directory.add('28700001', [ADDRESS]);
    await journey.requestLink({ address: ADDRESS, client: '192.0.2.1', language: 'fr' });
    const stuck = { ...mailCarrier(parts, mailer), carry: () => new Promise<never>(() => undefined) };
    const dead = new Courier({
      parts: { ...parts, owner: 'dead' },
      opener: buildOpener(findIn(keys)),
      carriers: [stuck],
      log: pino({ level: 'silent' }),
    });
    await dead.look();
    await institution.drain();
    assert.equal(mailer.sent.length, 0);
    clock.advance(MINUTE);
    await institution.drain();
    assert.equal(mailer.sent.length, 1);
  });

  test('gives its leases back when it stops, so that another courier goes on at once', async () => {
    await using institution = await startInstitution();
    const { directory, mailer, journey, parts, keys } = institution;
    directory.add('28700001', [ADDRESS]);
    await journey.requestLink({ address: ADDRESS, client: '192.0.2.1', language: 'fr' });
    const untilStopped = new Courier({
      parts: { ...parts, owner: 'stopping' },
      opener: buildOpener(findIn(keys)),
      carriers: [
        {
          ...mailCarrier(parts, mailer),
          carry: (_delivery, _parcel, signal) =>
            new Promise((resolve) => {
              signal.addEventListener('abort', () => {
                resolve({ health: 'ailing', settle: () => Promise.resolve() });
              });
            }),
        },
      ],
      log: pino({ level: 'silent' }),
    });
    await untilStopped.look();
    await untilStopped[Symbol.asyncDispose]();
    await institution.drain();
    assert.equal(mailer.sent.length, 1);
  });

  test('keeps the reason of a failed try for operators', async () => {
    await using institution = await accepted(({ moodle }) => (moodle.answer = { kind: 'later', detail: 'HTTP 503' }));
    await institution.drain();
    const row = await institution.ledger.db.selectFrom('delivery').select('reset_id').executeTakeFirstOrThrow();
    const deliveries = await findDeliveriesOfReset(institution.ledger.db, row.reset_id);
    assert.equal(deliveries.find(({ recipient }) => recipient === 'app:Moodle')?.detail, 'HTTP 503');
  });
});
