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
      link.accounts.map(({ name }) => name.text),
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

  test('an account that shares an address is not held back by what a stranger does to the other one', async () => {
    await using institution = await startInstitution();
    const { directory, journey, mailer } = institution;
    directory.add('28700001', ['own@courriel.test', 'shared@courriel.test']);
    directory.add('28700002', ['shared@courriel.test']);
    const burn = async (address: string, times: number) => {
      for (let time = 0; time < times; time += 1) {
        await journey.requestLink(ask(address, `192.0.2.${time}`));
        await institution.drain();
      }
    };
    await burn('own@courriel.test', 7);
    const live = lastToken(institution);
    const link = await journey.viewLink(await requestToken(institution, 'shared@courriel.test'));
    assert.ok(link.kind === 'open');
    assert.deepEqual(
      link.accounts.map(({ name }) => name.text),
      ['28700002'],
    );
    assert.equal((await choose(institution, live)).kind, 'accepted', 'the link of the other one is untouched');
    const before = mailer.of('link').length;
    await burn('shared@courriel.test', 7);
    assert.equal(mailer.of('link').length - before, 4);
  });

  test('a link that leads to an account over its budget is not replaced by one that does not', async () => {
    await using institution = await startInstitution();
    const { directory, journey } = institution;
    directory.add('28700001', ['own@courriel.test', 'shared@courriel.test']);
    directory.add('28700002', ['shared@courriel.test']);
    for (let time = 0; time < 4; time += 1) await journey.requestLink(ask('own@courriel.test'));
    const live = await requestToken(institution, 'shared@courriel.test');
    assert.equal((await journey.requestLink(ask('shared@courriel.test', '198.51.100.1'))).kind, 'sent');
    await institution.drain();
    assert.equal(lastToken(institution), live);
    assert.equal((await choose(institution, live, { position: 2 })).kind, 'accepted');
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

  test('conceal answers known and unknown addresses alike from the first', async () => {
    await using institution = await startInstitution({ unknownAddress: 'conceal' });
    institution.directory.add('28700001', ['a@courriel.test']);
    const { journey } = institution;
    const known = await journey.requestLink(ask('a@courriel.test'));
    assert.equal(known.kind, 'neutral');
    assert.deepEqual(await journey.requestLink(ask('b@courriel.test')), known);
  });

  test('where answers are alike, the look-up is a sealed delivery, and neither the directory nor its outage is part of the answer', async () => {
    await using institution = await startInstitution({ unknownAddress: 'conceal' });
    const { directory, journey, ledger, mailer, clock } = institution;
    directory.add('28700001', ['a@courriel.test']);
    directory.down = true;
    const known = await journey.requestLink(ask('a@courriel.test'));
    assert.equal(known.kind, 'neutral');
    assert.deepEqual(await journey.requestLink(ask('b@courriel.test')), known);
    const rows = await ledger.db.selectFrom('reset').select(['address_masked', 'account_id']).execute();
    assert.deepEqual(new Set(rows.map(({ account_id }) => account_id)), new Set([null]));
    assert.equal((await countDeliveries(ledger.db)).sealed, 2);
    await institution.drain();
    assert.equal(mailer.sent.length, 0);
    directory.down = false;
    clock.advance(HOUR);
    await institution.drain();
    assert.deepEqual(
      mailer.sent.map(({ to }) => to),
      ['a@courriel.test'],
    );
    assert.equal((await choose(institution, lastToken(institution))).kind, 'accepted');
    const unknown = await ledger.db
      .selectFrom('event')
      .select('client')
      .where('kind', '=', 'request.unknown')
      .execute();
    assert.deepEqual(
      unknown.map(({ client }) => client),
      [CLIENT],
    );
  });

  test('where answers are alike, an overall mail budget that is spent changes none of them, and the mail goes out when there is one again', async () => {
    const limits = { ...LIMITS, mailsOverall: { count: 1, windowMs: HOUR } };
    await using institution = await startInstitution({ unknownAddress: 'conceal', limits });
    institution.directory.add('28700001', ['a@courriel.test']);
    institution.directory.add('28700002', ['b@courriel.test']);
    const { journey, clock, mailer, ledger } = institution;
    const askAndWork = async (address: string) => {
      const outcome = await journey.requestLink(ask(address));
      await institution.drain();
      return outcome;
    };
    const first = await askAndWork('a@courriel.test');
    assert.equal(first.kind, 'neutral');
    for (const address of ['a@courriel.test', 'b@courriel.test', 'personne@courriel.test']) {
      assert.deepEqual(await askAndWork(address), first, address);
    }
    assert.deepEqual(
      mailer.sent.map(({ to }) => to),
      ['a@courriel.test'],
    );
    const alarms = ledger.db.selectFrom('event').select('id').where('kind', '=', 'request.mails-exhausted');
    assert.equal((await alarms.execute()).length, 1, 'once for each window');
    clock.advance(HOUR);
    await institution.drain();
    clock.advance(HOUR);
    await institution.drain();
    clock.advance(HOUR);
    await institution.drain();
    assert.deepEqual(mailer.sent.map(({ to }) => to).sort(), ['a@courriel.test', 'a@courriel.test', 'b@courriel.test']);
    assert.deepEqual((await countDeliveries(ledger.db)).sealed, 0);
  });

  test('of many requests at once, those that come after the last “unknown” are answered alike, known or not', async () => {
    const limits = { ...LIMITS, unknownPerClient: { count: 2, windowMs: HOUR } };
    await using institution = await startInstitution({ limits });
    const { directory, journey } = institution;
    directory.add('28700001', ['a@courriel.test']);
    const findByAddress = directory.findByAddress.bind(directory);
    const gate = Promise.withResolvers<undefined>();
    directory.findByAddress = async (address) => {
      if (address.startsWith('a@')) await gate.promise;
      return await findByAddress(address);
    };
    const known = journey.requestLink(ask('a@courriel.test'));
    const unknown = ['n1', 'n2', 'n3'].map((name) => journey.requestLink(ask(`${name}@courriel.test`)));
    assert.deepEqual((await Promise.all(unknown)).map(({ kind }) => kind).sort(), [
      'proof-needed',
      'unknown',
      'unknown',
    ]);
    gate.resolve(undefined);
    assert.equal((await known).kind, 'proof-needed');
  });

  const oneMail = { ...SETTINGS, limits: { ...LIMITS, mailsOverall: { count: 1, windowMs: HOUR } } };

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
