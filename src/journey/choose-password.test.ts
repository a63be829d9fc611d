import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countDeliveries } from '../ledger/deliveries.ts';
import { HOUR, type Institution, startInstitution } from '../../tests/support/institution.ts';
import { GOOD, choose, requestToken, tokenOf } from '../../tests/support/steps.ts';

const ADDRESS = 'camille@courriel.test';

async function withOne(more = {}): Promise<Institution> {
  const institution = await startInstitution();
  institution.directory.add('28700001', [ADDRESS], more);
  return institution;
}

describe('choosing a password', () => {
  test('sets it in the directory at once, then in every application, confirms it and erases every sealed content', async () => {
    await using institution = await withOne({ notify: ['camille@univ.example'] });
    const { directory, moodle, ipweb, mailer, journey, ledger } = institution;
    const token = await requestToken(institution, ADDRESS);
    const outcome = await choose(institution, token);
    assert.ok(outcome.kind === 'accepted' && outcome.applied);
    assert.deepEqual(directory.set, [{ id: 'id-28700001', password: GOOD }]);
    await institution.drain();
    assert.equal(moodle.password, GOOD);
    assert.equal(ipweb.news.length, 1);
    assert.equal(ipweb.news[0]?.password, undefined, 'an announcement holds no password');
    assert.deepEqual(
      mailer
        .of('changed')
        .map(({ to, message }) => [to, message.account?.text])
        .sort(),
      [ADDRESS, 'camille@univ.example'].map((to) => [to, '28700001']),
    );
    assert.equal((await countDeliveries(ledger.db)).sealed, 0);
    const state = await journey.follow(outcome.followToken);
    assert.ok(state.kind === 'found' && state.settled);
    assert.deepEqual(
      state.applications.map(({ name, state: arrival }) => [name, arrival]),
      [
        ['Moodle', 'arrived'],
        ['IPWeb', 'arrived'],
      ],
    );
  });

  test('nothing reaches an application before the directory has it', async () => {
    await using institution = await withOne();
    const { directory, moodle, clock } = institution;
    const token = await requestToken(institution, ADDRESS);
    directory.down = true;
    const outcome = await choose(institution, token);
    assert.ok(outcome.kind === 'accepted' && !outcome.applied);
    await institution.drain();
    assert.equal(moodle.news.length, 0);
    directory.down = false;
    clock.advance(HOUR / 2);
    await institution.drain();
    assert.equal(directory.people.get('id-28700001')?.password, GOOD);
    assert.equal(moodle.password, GOOD);
  });

  test('all shortcomings are reported at once, nothing changes, and the same link goes on working', async () => {
    await using institution = await withOne();
    const token = await requestToken(institution, ADDRESS);
    const weak = await choose(institution, token, { password: 'court', confirmation: 'autre' });
    assert.ok(weak.kind === 'falls-short');
    assert.ok(weak.differ);
    assert.deepEqual(
      weak.shortcomings.map((each) => ('missing' in each ? each.missing : each.kind)),
      ['too-short', 'upper', 'digit', 'special'],
    );
    assert.equal(institution.directory.set.length, 0);
    assert.equal((await choose(institution, token)).kind, 'accepted');
  });

  test('the directory’s refusal is told by name, the link opens again and nothing goes to the applications', async () => {
    await using institution = await withOne();
    const { directory, moodle, mailer, ledger } = institution;
    const token = await requestToken(institution, ADDRESS);
    directory.refuse = 'history';
    assert.deepEqual(await choose(institution, token), { kind: 'refused', reason: 'history' });
    await institution.drain();
    assert.equal(moodle.news.length, 0);
    assert.equal(mailer.of('changed').length, 0);
    assert.equal((await countDeliveries(ledger.db)).sealed, 0);
    directory.refuse = undefined;
    assert.equal((await choose(institution, token, { password: 'Un-Autre-Passe-1' })).kind, 'accepted');
    await institution.drain();
    assert.equal(moodle.password, 'Un-Autre-Passe-1');
  });

  test('what the directory refused before does not show on the page of the password that it took', async () => {
    await using institution = await startInstitution();
    const { directory, journey, clock } = institution;
    directory.add('28700001', [ADDRESS]);
    const token = await requestToken(institution, ADDRESS);
    directory.refuse = 'history';
    await choose(institution, token);
    directory.refuse = undefined;
    clock.advance(1000);
    const outcome = await choose(institution, token);
    assert.ok(outcome.kind === 'accepted');
    await institution.drain();
    const followed = await journey.follow(outcome.followToken);
    assert.ok(followed.kind === 'found');
    assert.equal(followed.directory.state, 'arrived');
    assert.deepEqual(
      followed.applications.map(({ name, state }) => [name, state]),
      [
        ['Moodle', 'arrived'],
        ['IPWeb', 'arrived'],
      ],
    );
  });

  test('a refusal that comes after the person has left brings them a mail with a new link', async () => {
    await using institution = await withOne();
    const { directory, mailer, clock, journey } = institution;
    const token = await requestToken(institution, ADDRESS);
    directory.down = true;
    await choose(institution, token);
    directory.down = false;
    directory.refuse = 'quality';
    clock.advance(60_000);
    await institution.drain();
    const [mail] = mailer.of('refused-later');
    assert.equal(mail?.message.reason, 'quality');
    assert.equal(mail.to, ADDRESS);
    assert.equal(mailer.of('changed').length, 0);
    assert.deepEqual(await journey.viewLink(token), { kind: 'superseded' });
    directory.refuse = undefined;
    assert.equal((await choose(institution, tokenOf(mail.message.link))).kind, 'accepted');
  });

  test('an answer that is lost is not an error: the repeated set meets "in history" and a bind shows it is there', async () => {
    await using institution = await withOne();
    const { directory, clock, moodle, mailer } = institution;
    const token = await requestToken(institution, ADDRESS);
    directory.loseNextAnswer = true;
    const outcome = await choose(institution, token);
    assert.ok(outcome.kind === 'accepted' && !outcome.applied);
    clock.advance(60_000);
    await institution.drain();
    assert.equal(directory.mustChange.size, 0, 'they would have to change what they have just chosen');
    assert.equal(moodle.password, GOOD);
    assert.equal(mailer.of('refused-later').length, 0);
    assert.equal(mailer.of('changed').length, 1);
  });

  test('of fifty simultaneous uses of one link exactly one wins', async () => {
    await using institution = await withOne();
    const token = await requestToken(institution, ADDRESS);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => choose(institution, token, { password: `Mot-De-Passe-${index}` })),
    );
    const accepted = outcomes.filter(({ kind }) => kind === 'accepted');
    assert.equal(accepted.length, 1);
    assert.ok(
      outcomes.every((each) => each.kind === 'accepted' || (each.kind === 'dead' && each.link.kind === 'used')),
    );
    assert.equal(institution.directory.set.length, 1);
  });

  test('a link is good one second before twelve hours and dead at twelve hours', async () => {
    await using institution = await withOne();
    const { journey, clock } = institution;
    const token = await requestToken(institution, ADDRESS);
    const issued = clock.now();
    clock.set(issued + 12 * HOUR - 1000);
    assert.equal((await journey.viewLink(token)).kind, 'open');
    clock.set(issued + 12 * HOUR);
    const expired = { kind: 'expired', at: issued + 12 * HOUR } as const;
    assert.deepEqual(await journey.viewLink(token), expired);
    assert.deepEqual(await choose(institution, token), { kind: 'dead', link: expired });
  });

  test('a link that expires while the directory is asked is not used', async () => {
    await using institution = await withOne();
    const { clock, directory } = institution;
    const token = await requestToken(institution, ADDRESS);
    const expiresAt = clock.now() + 12 * HOUR;
    const findById = directory.findById.bind(directory);
    directory.findById = (id) => {
      clock.set(expiresAt);
      return findById(id);
    };
    clock.set(expiresAt - 1);
    assert.deepEqual(await choose(institution, token), { kind: 'dead', link: { kind: 'expired', at: expiresAt } });
    assert.equal(directory.set.length, 0);
  });

  test('a used link says so', async () => {
    await using institution = await withOne();
    const token = await requestToken(institution, ADDRESS);
    await choose(institution, token);
    const again = await choose(institution, token, { password: 'Encore-Un-Passe-3' });
    assert.deepEqual(again, { kind: 'dead', link: { kind: 'used', at: institution.clock.now() } });
  });

  test('opening a link any number of times does not use it up', async () => {
    await using institution = await withOne();
    const token = await requestToken(institution, ADDRESS);
    for (let time = 0; time < 20; time += 1) await institution.journey.openLink(token);
    assert.equal((await choose(institution, token)).kind, 'accepted');
  });

  test('a form that belongs to another link than the one held now is turned away', async () => {
    await using institution = await withOne();
    const token = await requestToken(institution, ADDRESS);
    assert.deepEqual(await choose(institution, token, { resetId: 'another' }), { kind: 'other-link' });
  });

  test('an unknown or mangled token leads nowhere', async () => {
    await using institution = await withOne();
    for (const token of ['', 'x', 'A'.repeat(43), `${'A'.repeat(42)}=`, 'undefined', '../../etc/passwd']) {
      assert.deepEqual(await choose(institution, token), { kind: 'dead', link: { kind: 'malformed' } });
    }
  });
});

describe('one address, several accounts', () => {
  test('brings one mail and one link, asks which account, and touches only the chosen one', async () => {
    await using institution = await startInstitution();
    const { directory, mailer, journey } = institution;
    directory.add('28700001', [ADDRESS]);
    directory.add('28700002', [ADDRESS]);
    const token = await requestToken(institution, ADDRESS);
    assert.equal(mailer.sent.length, 1);
    assert.doesNotMatch(JSON.stringify(mailer.sent), /2870000/, 'no account number in the mail');
    const link = await journey.openLink(token);
    assert.ok(link.kind === 'open');
    assert.deepEqual(
      link.accounts.map(({ name }) => name.text),
      ['28700001', '28700002'],
    );
    assert.equal((await choose(institution, token)).kind, 'account-needed');
    assert.equal((await choose(institution, token, { position: 3 })).kind, 'account-needed');
    assert.equal((await choose(institution, token, { position: 2 })).kind, 'accepted');
    assert.deepEqual(
      directory.set.map(({ id }) => id),
      ['id-28700002'],
    );
    assert.equal((await choose(institution, token, { position: 1 })).kind, 'dead');
  });
});

describe('the newest password wins', () => {
  test('a second reset while the applications are away ends the first one’s deliveries everywhere', async () => {
    await using institution = await withOne();
    const { directory, moodle, clock, ledger } = institution;
    moodle.answer = { kind: 'later', detail: 'away' };
    await choose(institution, await requestToken(institution, ADDRESS), { password: 'Premier-Passe-1' });
    await institution.drain();
    await choose(institution, await requestToken(institution, ADDRESS), { password: 'Second-Passe-2' });
    moodle.answer = { kind: 'done' };
    clock.advance(HOUR / 2);
    await institution.drain();
    assert.deepEqual(
      moodle.news.map(({ password }) => password?.reveal()),
      ['Second-Passe-2'],
    );
    assert.equal(directory.people.get('id-28700001')?.password, 'Second-Passe-2');
    assert.equal((await countDeliveries(ledger.db)).sealed, 0);
  });

  test('an older password that is being carried at that moment cannot land after the newer one', async () => {
    await using institution = await withOne();
    const { moodle, courier } = institution;
    const { promise: hold, resolve: letGo } = Promise.withResolvers<undefined>();
    const { promise: reached, resolve: reach } = Promise.withResolvers<undefined>();
    await choose(institution, await requestToken(institution, ADDRESS), { password: 'Premier-Passe-1' });
    moodle.before = async () => {
      reach(undefined);
      await hold;
    };
    await courier.look();
    await reached;
    await institution.journey.requestLink({ address: ADDRESS, client: '192.0.2.9', language: 'fr' });
    await courier.look();
    moodle.before = undefined;
    const mail = institution.mailer.of('link').at(-1);
    assert.ok(mail);
    await choose(institution, tokenOf(mail.message.link), { password: 'Second-Passe-2' });
    await courier.look();
    assert.equal(moodle.news.length, 0, 'the lane is shut while the first is on its way');
    letGo(undefined);
    await institution.drain();
    assert.deepEqual(
      moodle.news.map(({ password }) => password?.reveal()),
      ['Premier-Passe-1', 'Second-Passe-2'],
    );
  });

  test('a link asked for while the directory was away is not stale because of the earlier password that arrived meanwhile', async () => {
    await using institution = await withOne();
    const { directory, clock } = institution;
    const first = await requestToken(institution, ADDRESS);
    directory.down = true;
    await choose(institution, first, { password: 'Premier-Passe-1' });
    directory.down = false;
    const second = await requestToken(institution, ADDRESS);
    clock.advance(60_000);
    await institution.drain();
    assert.equal(directory.people.get('id-28700001')?.password, 'Premier-Passe-1');
    assert.equal((await choose(institution, second, { password: 'Second-Passe-2' })).kind, 'accepted');
    assert.equal(directory.people.get('id-28700001')?.password, 'Second-Passe-2');
  });
});
