import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countDeliveries } from '../ledger/deliveries.ts';
import { HOUR, SETTINGS, startInstitution } from '../../tests/support/institution.ts';
import { CLIENT, choose, lastToken, requestToken } from '../../tests/support/steps.ts';

const LIMITS = SETTINGS.limits ?? assert.fail('the tests have limits');

const ask = (address: string, client = CLIENT) => ({ address, client, language: 'fr' }) as const;

describe('asking for a link', () => {
  test('mails a link good for twelve hours to the address as the directory holds it', async () => {
    await using institution = await startInstitution();
    institution.directory.add('28700001', ['Camille.Exemple@Courriel.test']);
    const { journey, clock, mailer } = institution;
    const outcome = await journey.requestLink(ask(' camille.exemple@courriel.test '));
    assert.deepEqual(outcome, { kind: 'sent', expiresAt: clock.now() + 12 * HOUR });
    await institution.drain();
    const [mail] = mailer.of('link');
    assert.equal(mailer.sent.length, 1);
    assert.equal(mail?.to, 'Camille.Exemple@Courriel.test');
    assert.match(mail.message.link, /^https:\/\/www-atu\.univ\.example\/creation-motdepasse\/jeton\/[\w-]{43}$/);
    assert.equal(mail.message.expiresAt, clock.now() + 12 * HOUR);
  });

  test('whom a directory finds by laxer rules than ours is not mailed and not behind the link', async () => {
    await using institution = await startInstitution();
    const { directory, journey, ledger } = institution;
    const account = directory.add('28700001', ['helene@courriel.test']);
    const exact = directory.add('28700002', ['hélène@courriel.test']);
    directory.findByAddress = () => Promise.resolve({ kind: 'found', accounts: [account] });
    assert.deepEqual(await journey.requestLink(ask('hélène@courriel.test')), { kind: 'unknown' });
    assert.equal((await countDeliveries(ledger.db)).states.length, 0);
    directory.findByAddress = () => Promise.resolve({ kind: 'found', accounts: [exact, account] });
    const link = await journey.viewLink(await requestToken(institution, 'hélène@courriel.test'));
    assert.ok(link.kind === 'open');
    assert.deepEqual(
      link.accounts.map(({ number }) => number),
      ['28700002'],
    );
  });

  test('says that nobody has the address, and alike for a disabled account', async () => {
    await using institution = await startInstitution();
    institution.directory.add('28700001', ['ferme@courriel.test'], { disabled: true });
    const { journey, mailer } = institution;
    assert.deepEqual(await journey.requestLink(ask('personne@courriel.test')), { kind: 'unknown' });
    assert.deepEqual(await journey.requestLink(ask('ferme@courriel.test')), { kind: 'unknown' });
    await institution.drain();
    assert.equal(mailer.sent.length, 0);
  });

  test('tells an empty, a malformed and an endless address apart without asking the directory', async () => {
    await using institution = await startInstitution();
    institution.directory.down = true;
    const { journey } = institution;
    const reasons = ['', 'camille', `${'a'.repeat(250)}@courriel.test`].map((address) =>
      journey.requestLink(ask(address)),
    );
    assert.deepEqual(await Promise.all(reasons), [
      { kind: 'malformed', reason: 'empty' },
      { kind: 'malformed', reason: 'malformed' },
      { kind: 'malformed', reason: 'too-long' },
    ]);
  });

  test('says so when the directory is away, and writes nothing', async () => {
    await using institution = await startInstitution();
    institution.directory.down = true;
    const outcome = await institution.journey.requestLink(ask('a@courriel.test'));
    assert.deepEqual(outcome, { kind: 'directory-unreachable' });
    assert.equal((await countDeliveries(institution.ledger.db)).states.length, 0);
  });

  test('replaces an older link: the older one is dead and says so, the newer one works', async () => {
    await using institution = await startInstitution();
    institution.directory.add('28700001', ['a@courriel.test']);
    const older = await requestToken(institution, 'a@courriel.test');
    const newer = await requestToken(institution, 'a@courriel.test');
    assert.deepEqual(await institution.journey.viewLink(older), { kind: 'superseded' });
    assert.deepEqual(await choose(institution, older), { kind: 'dead', link: { kind: 'superseded' } });
    assert.equal((await choose(institution, newer)).kind, 'accepted');
  });

  test('beyond the mail budget answers alike, sends nothing and leaves the live link alone', async () => {
    await using institution = await startInstitution();
    institution.directory.add('28700001', ['a@courriel.test']);
    const { journey, mailer, clock } = institution;
    for (let time = 0; time < 8; time += 1) {
      assert.equal((await journey.requestLink(ask('a@courriel.test', `192.0.2.${time}`))).kind, 'sent');
      await institution.drain();
    }
    assert.equal(mailer.sent.length, 5);
    assert.equal((await choose(institution, lastToken(institution))).kind, 'accepted');
    clock.advance(HOUR);
    await journey.requestLink(ask('a@courriel.test', '192.0.2.100'));
    await institution.drain();
    assert.equal(mailer.of('link').length, 6);
  });

  test('a client network that asks too often is told when to come back, and others are not touched', async () => {
    await using institution = await startInstitution();
    const { journey, clock } = institution;
    const start = clock.now();
    for (let time = 0; time < 30; time += 1) await journey.requestLink(ask(`n${time}@courriel.test`));
    assert.deepEqual(await journey.requestLink(ask('x@courriel.test')), {
      kind: 'throttled',
      retryAt: start + 600_000,
    });
    assert.notEqual((await journey.requestLink(ask('x@courriel.test', '198.51.100.1'))).kind, 'throttled');
    clock.advance(600_000);
    assert.notEqual((await journey.requestLink(ask('x@courriel.test'))).kind, 'throttled');
  });

  test('after too many unknown answers known and unknown addresses are answered alike, and the known one still gets its mail', async () => {
    await using institution = await startInstitution();
    institution.directory.add('28700001', ['a@courriel.test']);
    const { journey, mailer } = institution;
    for (let time = 0; time < 10; time += 1) {
      assert.equal((await journey.requestLink(ask(`n${time}@courriel.test`))).kind, 'unknown');
    }
    const unknown = await journey.requestLink(ask('n11@courriel.test'));
    const known = await journey.requestLink(ask('a@courriel.test'));
    assert.equal(unknown.kind, 'neutral');
    assert.deepEqual(known, unknown);
    await institution.drain();
    assert.equal(mailer.sent.length, 1);
  });

  test('conceal answers known and unknown addresses alike from the first', async () => {
    await using institution = await startInstitution({ unknownAddress: 'conceal' });
    institution.directory.add('28700001', ['a@courriel.test']);
    const { journey } = institution;
    const known = await journey.requestLink(ask('a@courriel.test'));
    assert.equal(known.kind, 'neutral');
    assert.deepEqual(await journey.requestLink(ask('b@courriel.test')), known);
  });

  const oneMail = { ...SETTINGS, limits: { ...LIMITS, mailsOverall: { count: 1, windowMs: HOUR } } };

  test('conceal answers known and unknown alike when the overall mail budget is spent, an account over its own budget too', async () => {
    const limits = {
      ...LIMITS,
      mailsOverall: { count: 1, windowMs: HOUR },
      mailsPerAccount: { count: 1, windowMs: HOUR },
    };
    await using institution = await startInstitution({ unknownAddress: 'conceal', limits });
    institution.directory.add('28700001', ['a@courriel.test']);
    institution.directory.add('28700002', ['b@courriel.test']);
    const { journey, clock } = institution;
    const spent = { kind: 'throttled', retryAt: clock.now() + HOUR };
    assert.equal((await journey.requestLink(ask('a@courriel.test'))).kind, 'neutral');
    clock.advance(HOUR / 2);
    for (const address of ['a@courriel.test', 'b@courriel.test', 'personne@courriel.test']) {
      assert.deepEqual(await journey.requestLink(ask(address)), spent, address);
    }
    clock.advance(HOUR / 2);
    assert.equal((await journey.requestLink(ask('personne@courriel.test'))).kind, 'neutral');
  });

  test('so does the neutral answer, once a network has had its share of unknown ones', async () => {
    await using institution = await startInstitution(oneMail);
    institution.directory.add('28700001', ['a@courriel.test']);
    institution.directory.add('28700002', ['b@courriel.test']);
    const { journey } = institution;
    for (let time = 0; time < 10; time += 1) await journey.requestLink(ask(`n${time}@courriel.test`));
    assert.equal((await journey.requestLink(ask('a@courriel.test'))).kind, 'neutral');
    const known = await journey.requestLink(ask('b@courriel.test'));
    assert.equal(known.kind, 'throttled');
    assert.deepEqual(await journey.requestLink(ask('n11@courriel.test')), known);
  });

  test('while unknown addresses are told, a spent mail budget puts off the known ones alone', async () => {
    await using institution = await startInstitution(oneMail);
    institution.directory.add('28700001', ['a@courriel.test']);
    institution.directory.add('28700002', ['b@courriel.test']);
    const { journey } = institution;
    await journey.requestLink(ask('a@courriel.test'));
    assert.equal((await journey.requestLink(ask('b@courriel.test'))).kind, 'throttled');
    assert.equal((await journey.requestLink(ask('personne@courriel.test'))).kind, 'unknown');
  });

  test('a network that has had its share of unknown answers takes nothing from everybody’s', async () => {
    const limits = { ...LIMITS, unknownOverall: { count: 15, windowMs: HOUR } };
    await using institution = await startInstitution({ limits });
    const { journey } = institution;
    for (let time = 0; time < 25; time += 1) await journey.requestLink(ask(`n${time}@courriel.test`));
    assert.equal((await journey.requestLink(ask('x@courriel.test', '198.51.100.1'))).kind, 'unknown');
  });

  test('with limits off nobody is held back', async () => {
    await using institution = await startInstitution({ limits: undefined });
    institution.directory.add('28700001', ['a@courriel.test']);
    for (let time = 0; time < 40; time += 1) await institution.journey.requestLink(ask('a@courriel.test'));
    await institution.drain();
    assert.equal(institution.mailer.sent.length, 1, 'thirty-nine mails were superseded before they left');
  });
});
