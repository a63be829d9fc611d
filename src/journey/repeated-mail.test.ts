import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startInstitution } from '../../tests/support/institution.ts';
import { choose, lastToken, requestToken } from '../../tests/support/steps.ts';

const ADDRESS = 'camille@courriel.test';

test('a mail that came although the relay’s answer was lost comes again, until its link is used', async () => {
  await using institution = await startInstitution();
  institution.directory.add('28700001', [ADDRESS]);
  const { clock, mailer } = institution;
  mailer.loseNextAnswer = true;
  await requestToken(institution, ADDRESS);
  mailer.loseNextAnswer = true;
  clock.advance(60_000);
  await institution.drain();
  assert.equal(mailer.of('link').length, 2);
  assert.equal((await choose(institution, lastToken(institution))).kind, 'accepted');
  clock.advance(600_000);
  await institution.drain();
  assert.equal(mailer.of('link').length, 2);
  assert.equal(mailer.of('changed').length, 1);
});
