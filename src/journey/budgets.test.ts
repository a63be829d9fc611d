import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Institution, SETTINGS, startInstitution, startProcess } from '../../tests/support/institution.ts';
import { choose, lastToken, requestToken } from '../../tests/support/steps.ts';

const ADDRESS = 'camille@courriel.test';
const LIMITS = SETTINGS.limits ?? assert.fail('the tests have limits');

async function countEvents({ ledger: { db } }: Institution, kind: string): Promise<number> {
  return (await db.selectFrom('event').select('id').where('kind', '=', kind).execute()).length;
}

test('two processes share every budget: of many requests at once, an account gets its mails and no more', async () => {
  await using institution = await startInstitution();
  await using other = await startProcess(institution, { owner: 'other' });
  institution.directory.add('28700001', [ADDRESS, 'camille@autre.test']);
  const ask = async (index: number) => {
    const { journey } = index % 2 === 0 ? institution : other;
    const address = index % 3 === 0 ? 'Camille@AUTRE.test' : ` ${ADDRESS}`;
    return await journey.requestLink({ address, client: `192.0.2.${index}`, language: 'fr' });
  };
  const outcomes = await Promise.all(Array.from({ length: 24 }, (_, index) => ask(index)));
  assert.deepEqual(new Set(outcomes.map(({ kind }) => kind)), new Set(['sent']));
  assert.equal(await countEvents(institution, 'request.sent'), LIMITS.mailsPerAccount.count);
  await institution.drain();
  assert.equal((await choose(institution, lastToken(institution))).kind, 'accepted', 'the last link is good');
});

test('two processes share the requests of a network, and tell of it once', async () => {
  await using institution = await startInstitution();
  await using other = await startProcess(institution, { owner: 'other' });
  const ask = async (index: number) => {
    const { journey } = index % 2 === 0 ? institution : other;
    return await journey.requestLink({ address: ADDRESS, client: '192.0.2.1', language: 'fr' });
  };
  const outcomes = await Promise.all(Array.from({ length: 40 }, (_, index) => ask(index)));
  assert.equal(outcomes.filter(({ kind }) => kind === 'throttled').length, 10);
  assert.equal(await countEvents(institution, 'request.throttled'), 1);
  const { db } = institution.ledger;
  const used = db.selectFrom('throttle').select('count').where('bucket', '=', 'requests:192.0.2.1');
  // By now each of the two has found it out for itself.
  await Promise.all([ask(0), ask(1)]);
  const { count } = await used.executeTakeFirstOrThrow();
  for (let index = 0; index < 20; index += 1) assert.equal((await ask(index)).kind, 'throttled');
  assert.equal((await used.executeTakeFirstOrThrow()).count, count, 'who goes on costs the ledger nothing');
  institution.clock.advance(600_000);
  assert.notEqual((await ask(0)).kind, 'throttled');
});

test('the mails of everybody are counted over all processes, and their end is told once', async () => {
  const settings = { limits: { ...LIMITS, mailsOverall: { count: 7, windowMs: 3_600_000 } } };
  await using institution = await startInstitution(settings);
  await using other = await startProcess(institution, { owner: 'other', settings });
  const people = Array.from({ length: 20 }, (_, index) => {
    institution.directory.add(`2870000${index}`, [`p${index}@courriel.test`]);
    const { journey } = index % 2 === 0 ? institution : other;
    return journey.requestLink({ address: `p${index}@courriel.test`, client: `192.0.2.${index}`, language: 'fr' });
  });
  const outcomes = await Promise.all(people);
  assert.equal(outcomes.filter(({ kind }) => kind === 'sent').length, 7);
  assert.equal(await countEvents(institution, 'request.mails-exhausted'), 1);
});

test('who tries on and on behind one link has to wait, however many at once; the link stays good and others are not held up', async () => {
  await using institution = await startInstitution();
  const { directory, clock } = institution;
  directory.add('28700001', [ADDRESS]);
  directory.add('28700002', ['b@courriel.test']);
  const token = await requestToken(institution, ADDRESS);
  directory.refuse = 'history';
  for (let time = 0; time < 15; time += 1) {
    assert.equal((await choose(institution, token, { password: 'faible' })).kind, 'falls-short');
    assert.equal((await choose(institution, token)).kind, 'refused');
  }
  directory.refuse = undefined;
  const spent = { kind: 'throttled', retryAt: clock.now() + 600_000 };
  assert.deepEqual(await choose(institution, token), spent);
  assert.deepEqual(await Promise.all([choose(institution, token), choose(institution, token)]), [spent, spent]);
  assert.equal(await countEvents(institution, 'password.throttled'), 1);
  assert.equal((await choose(institution, await requestToken(institution, 'b@courriel.test'))).kind, 'accepted');
  clock.advance(600_000);
  assert.equal((await choose(institution, token)).kind, 'accepted');
});

test('a network whose passwords are refused behind many links has to wait; others and the links themselves do not', async () => {
  const limits = { ...LIMITS, passwordsPerLink: { count: 2, windowMs: 600_000 } };
  await using institution = await startInstitution({ limits });
  const tokens: string[] = [];
  for (let index = 0; index < 11; index += 1) {
    institution.directory.add(`2870000${index}`, [`p${index}@courriel.test`]);
    tokens.push(await requestToken(institution, `p${index}@courriel.test`));
  }
  const [last = '', ...others] = tokens.toReversed();
  for (const token of others) {
    for (let time = 0; time < 2; time += 1) {
      assert.equal((await choose(institution, token, { password: 'faible' })).kind, 'falls-short');
    }
  }
  assert.equal((await choose(institution, last)).kind, 'throttled');
  assert.equal(await countEvents(institution, 'password.throttled'), 11, 'ten links and a network');
  assert.equal((await choose(institution, last, { client: '198.51.100.1' })).kind, 'accepted');
});
