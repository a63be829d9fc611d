import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startInstitution } from '../../tests/support/institution.ts';
import { CLIENT, choose, lastToken } from '../../tests/support/steps.ts';
import { SETTINGS } from '../../tests/support/institution.ts';
import { mailLanguage } from './mail-language.ts';

const ADDRESS = 'sam@courriel.test';

test('a mail is in what all its accounts prefer, as far as it is offered, else in the page’s language', () => {
  const parts = { settings: SETTINGS };
  const choose = (...languages: (string | undefined)[]) =>
    mailLanguage(
      parts,
      languages.map((language) => ({ language })),
      'fr',
    );
  assert.equal(choose('en'), 'en');
  assert.equal(choose('en-GB'), 'en');
  assert.equal(choose('de, en;q=0.5, fr;q=0.2'), 'en');
  assert.equal(choose('en', 'EN'), 'en');
  for (const others of [[], [undefined], ['de'], ['not a tag at all'], ['en', 'fr'], ['en', undefined]]) {
    assert.equal(choose(...others), 'fr', String(others));
  }
});

test('the link, its confirmation and what comes later are in the person’s language, whatever the page’s', async () => {
  await using institution = await startInstitution();
  const { directory, journey, mailer, moodle } = institution;
  directory.add('28700001', [ADDRESS], { language: 'en-GB' });
  moodle.answer = { kind: 'refused', reason: 'quality', detail: 'no' };
  await journey.requestLink({ address: ADDRESS, client: CLIENT, language: 'fr' });
  await institution.drain();
  assert.equal((await choose(institution, lastToken(institution))).kind, 'accepted');
  await institution.drain();
  assert.deepEqual(
    mailer.sent.map(({ message, language }) => `${message.kind} ${language}`),
    ['link en', 'changed en', 'refused-by-application en'],
  );
});
