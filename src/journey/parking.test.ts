import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countDeliveries } from '../ledger/deliveries.ts';
import { type EventKind, findEventsOfAccount } from '../ledger/events.ts';
import { HOUR, type Institution, startInstitution } from '../../tests/support/institution.ts';
import { choose, requestToken, tokenOf } from '../../tests/support/steps.ts';

const ADDRESS = 'camille@courriel.test';
const ID = 'id-28700001';
const OLD = 'Ancien-Passe-1';
const FIRST = 'Premier-Passe-1';
const SECOND = 'Second-Passe-2';
const THIRD = 'Troisieme-Passe-3';
const MINUTE = 60_000;

async function withOne(): Promise<Institution> {
  const institution = await startInstitution();
  institution.directory.add('28700001', [ADDRESS]);
  return institution;
}

/** Asks for a link, then chooses a password while the directory is away; answers the link's token. */
async function chooseInVain(institution: Institution, password: string): Promise<string> {
  const token = await requestToken(institution, ADDRESS);
  institution.directory.down = true;
  const outcome = await choose(institution, token, { password });
  assert.ok(outcome.kind === 'accepted' && !outcome.applied);
  institution.directory.down = false;
  return token;
}

async function letTimePass(institution: Institution, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    institution.clock.advance(MINUTE);
    await institution.drain();
  }
}

async function assertEverywhere({ directory, moodle, ledger }: Institution, password: string): Promise<void> {
  assert.equal(directory.people.get(ID)?.password, password);
  assert.equal(moodle.password, password);
  assert.equal((await countDeliveries(ledger.db)).sealed, 0);
}

async function countEvents({ ledger }: Institution, kind: EventKind): Promise<number> {
  return (await findEventsOfAccount(ledger.db, ID)).filter((event) => event.kind === kind).length;
}

describe('an accepted password that a newer one has overtaken on its way', () => {
  test('is set after all when the directory refuses the newer one after the person has left', async () => {
    await using institution = await withOne();
    institution.directory.refused.set(SECOND, 'quality');
    await chooseInVain(institution, FIRST);
    await chooseInVain(institution, SECOND);
    await letTimePass(institution, 5);
    await assertEverywhere(institution, FIRST);
    assert.equal(institution.mailer.of('changed').length, 1);
    assert.equal(institution.mailer.of('refused-later').length, 1);
    // The directory, Moodle and IPWeb.
    assert.equal(await countEvents(institution, 'delivery.parked'), 3);
    assert.equal(await countEvents(institution, 'delivery.resumed'), 3);
    assert.equal(await countEvents(institution, 'delivery.superseded'), 0);
  });

  test('is set after all when the directory refuses the newer one at once, and the link takes another', async () => {
    await using institution = await withOne();
    institution.directory.refused.set(SECOND, 'history');
    await chooseInVain(institution, FIRST);
    const token = await requestToken(institution, ADDRESS);
    institution.directory.down = false;
    assert.deepEqual(await choose(institution, token, { password: SECOND }), { kind: 'refused', reason: 'history' });
    await letTimePass(institution, 5);
    await assertEverywhere(institution, FIRST);
    const third = await choose(institution, token, { password: THIRD });
    assert.ok(third.kind === 'accepted' && third.applied);
    await institution.drain();
    await assertEverywhere(institution, THIRD);
  });

  test('is given up once the directory has the newer one', async () => {
    await using institution = await withOne();
    await chooseInVain(institution, FIRST);
    await chooseInVain(institution, SECOND);
    await letTimePass(institution, 5);
    await assertEverywhere(institution, SECOND);
    assert.deepEqual(
      institution.directory.set.map(({ password }) => password),
      [SECOND],
    );
    assert.equal(institution.mailer.of('changed').length, 1);
    assert.equal(await countEvents(institution, 'delivery.superseded'), 3);
  });

  test('still goes where it was on its way, when the directory had it already', async () => {
    await using institution = await withOne();
    const { directory, moodle } = institution;
    directory.refused.set(SECOND, 'quality');
    moodle.answer = { kind: 'later', detail: 'away' };
    const first = await choose(institution, await requestToken(institution, ADDRESS), { password: FIRST });
    assert.ok(first.kind === 'accepted' && first.applied);
    await institution.drain();
    await chooseInVain(institution, SECOND);
    moodle.answer = { kind: 'done' };
    await letTimePass(institution, 6);
    await assertEverywhere(institution, FIRST);
  });

  test('waits for its turn among several: the newest that the directory takes wins', async () => {
    for (const { refused, wins } of [
      { refused: [THIRD], wins: SECOND },
      { refused: [THIRD, SECOND], wins: FIRST },
      { refused: [THIRD, SECOND, FIRST], wins: OLD },
      { refused: [SECOND], wins: THIRD },
    ]) {
      await using institution = await withOne();
      for (const password of refused) institution.directory.refused.set(password, 'quality');
      await chooseInVain(institution, FIRST);
      await chooseInVain(institution, SECOND);
      // The order is that of the audit trail, whatever the clock says.
      institution.clock.step(-10 * MINUTE);
      await chooseInVain(institution, THIRD);
      await letTimePass(institution, 8);
      assert.equal(institution.directory.people.get(ID)?.password, wins);
      assert.equal(institution.moodle.password, wins === OLD ? undefined : wins);
      assert.equal((await countDeliveries(institution.ledger.db)).sealed, 0);
    }
  });

  test('is not overdue while it waits, and is tried for ten minutes at least when it goes on', async () => {
    await using institution = await withOne();
    const { directory, mailer, clock } = institution;
    directory.refused.set(SECOND, 'quality');
    await chooseInVain(institution, FIRST);
    clock.advance(55 * MINUTE);
    await chooseInVain(institution, SECOND);
    directory.down = true;
    await letTimePass(institution, 10);
    assert.equal(mailer.of('late').length, 0);
    directory.down = false;
    await letTimePass(institution, 10);
    await assertEverywhere(institution, FIRST);
    assert.equal(await countEvents(institution, 'promise.missed'), 0);
  });

  test('ends with the newer one that could not be set in time, and nothing of it is left', async () => {
    await using institution = await withOne();
    const { directory, clock, ledger, mailer } = institution;
    await chooseInVain(institution, FIRST);
    await chooseInVain(institution, SECOND);
    directory.down = true;
    clock.advance(HOUR + MINUTE);
    await institution.drain();
    directory.down = false;
    await letTimePass(institution, 10);
    assert.equal(directory.people.get(ID)?.password, OLD);
    assert.equal((await countDeliveries(ledger.db)).sealed, 0);
    assert.equal(mailer.of('late').length, 1);
    assert.equal(mailer.of('changed').length, 0);
    assert.equal(await countEvents(institution, 'delivery.expired'), 6);
  });

  test('goes on to the applications, being in the directory, when none of the newer ones could be set in time', async () => {
    await using institution = await withOne();
    const { directory, moodle, clock, mailer } = institution;
    moodle.answer = { kind: 'later', detail: 'away' };
    const first = await choose(institution, await requestToken(institution, ADDRESS), { password: FIRST });
    assert.ok(first.kind === 'accepted' && first.applied);
    await institution.drain();
    await chooseInVain(institution, SECOND);
    await chooseInVain(institution, THIRD);
    directory.down = true;
    moodle.answer = { kind: 'done' };
    clock.advance(HOUR + MINUTE);
    await institution.drain();
    directory.down = false;
    await letTimePass(institution, 10);
    await assertEverywhere(institution, FIRST);
    assert.equal(mailer.of('late').length, 1, 'of the newest alone');
  });

  test('shows as replaced, and its page does not say that all is settled', async () => {
    await using institution = await withOne();
    const { directory, journey } = institution;
    const token = await requestToken(institution, ADDRESS);
    directory.down = true;
    const first = await choose(institution, token, { password: FIRST });
    assert.ok(first.kind === 'accepted');
    directory.down = false;
    await chooseInVain(institution, SECOND);
    const followed = await journey.follow(first.followToken);
    assert.ok(followed.kind === 'found' && !followed.settled);
    assert.equal(followed.directory.state, 'superseded');
  });
});

describe('an accepted password that is overtaken while it is being carried', () => {
  /** Holds the first password up in the directory, accepts the second meanwhile, and lets the first go on. */
  async function overtake(institution: Institution): Promise<{ first: Promise<unknown>; tokens: readonly string[] }> {
    const { directory } = institution;
    const token = await requestToken(institution, ADDRESS);
    const reached = Promise.withResolvers<undefined>();
    const held = Promise.withResolvers<undefined>();
    directory.beforeSet = async () => {
      directory.beforeSet = undefined;
      reached.resolve(undefined);
      await held.promise;
    };
    const first = choose(institution, token, { password: FIRST });
    await reached.promise;
    const newer = await requestToken(institution, ADDRESS);
    const second = await choose(institution, newer, { password: SECOND });
    assert.ok(second.kind === 'accepted' && !second.applied);
    held.resolve(undefined);
    return { first, tokens: [token, newer] };
  }

  test('and arrives, is taken to the applications when the directory refuses the newer one', async () => {
    await using institution = await withOne();
    institution.directory.refused.set(SECOND, 'quality');
    const { first } = await overtake(institution);
    assert.equal(((await first) as { applied?: boolean }).applied, true);
    await letTimePass(institution, 5);
    await assertEverywhere(institution, FIRST);
    assert.equal(institution.directory.set.length, 1);
    assert.equal(institution.mailer.of('changed').length, 1);
  });

  test('and is refused, is over: its person has been told, and a refusal of the newer one does not bring it back', async () => {
    await using institution = await withOne();
    const { directory, mailer } = institution;
    directory.refused.set(FIRST, 'quality');
    directory.refused.set(SECOND, 'quality');
    const { first, tokens } = await overtake(institution);
    assert.deepEqual(await first, { kind: 'dead', link: { kind: 'superseded' } });
    directory.refused.delete(FIRST);
    await letTimePass(institution, 5);
    assert.equal(directory.people.get(ID)?.password, OLD);
    assert.equal((await countDeliveries(institution.ledger.db)).sealed, 0);
    assert.equal(mailer.of('refused-later').length, 1);
    const states = await Promise.all(tokens.map((token) => institution.journey.viewLink(token)));
    assert.deepEqual(
      states.map(({ kind }) => kind),
      ['superseded', 'superseded'],
    );
    const [mailed] = mailer.of('refused-later');
    assert.equal((await institution.journey.viewLink(tokenOf(mailed?.message.link ?? ''))).kind, 'open');
  });

  test('by an application that refuses it, is offered again when the directory refuses the newer one', async () => {
    await using institution = await withOne();
    const { directory, moodle, mailer, clock } = institution;
    directory.refused.set(SECOND, 'quality');
    moodle.answer = { kind: 'later', detail: 'away' };
    await choose(institution, await requestToken(institution, ADDRESS), { password: FIRST });
    const newer = await requestToken(institution, ADDRESS);
    moodle.before = async () => {
      moodle.before = undefined;
      moodle.answer = { kind: 'refused', reason: 'other', detail: 'the test refuses' };
      directory.down = true;
      await choose(institution, newer, { password: SECOND });
    };
    clock.advance(MINUTE);
    await institution.drain();
    assert.equal(mailer.of('late').length, 0, 'the newer one may still arrive');
    moodle.answer = { kind: 'done' };
    directory.down = false;
    await letTimePass(institution, 5);
    await assertEverywhere(institution, FIRST);
  });
});
