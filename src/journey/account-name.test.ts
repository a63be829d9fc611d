import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startInstitution } from '../../tests/support/institution.ts';
import { choose, requestToken } from '../../tests/support/steps.ts';

const ADDRESS = 'camille@courriel.test';

test('who has no number is called by the login, and no application is told that it is a number', async () => {
  await using institution = await startInstitution();
  institution.directory.add('28700001', [ADDRESS], { number: '', login: 'cmartin' });
  const { moodle, journey, mailer } = institution;
  const name = { kind: 'login', text: 'cmartin' };
  const token = await requestToken(institution, ADDRESS);
  assert.partialDeepStrictEqual(await journey.viewLink(token), { accounts: [{ position: 1, name }] });
  const outcome = await choose(institution, token);
  assert.ok(outcome.kind === 'accepted');
  const state = await journey.follow(outcome.followToken);
  assert.ok(state.kind === 'found');
  assert.deepEqual(state.account, name);
  await institution.drain();
  assert.deepEqual([moodle.news[0]?.login, moodle.news[0]?.number], ['cmartin', '']);
  assert.deepEqual(
    mailer.sent.map(({ message }) => message.account),
    mailer.sent.map(() => name),
  );
});
