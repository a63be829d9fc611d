import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startInstitution } from '../../tests/support/institution.ts';
import { GOOD, choose, requestToken } from '../../tests/support/steps.ts';
import { findEventsOfAccount } from '../ledger/events.ts';

const ADDRESS = 'camille@courriel.test';
const FORMS = [
  GOOD,
  JSON.stringify({ password: GOOD }),
  `password=${encodeURIComponent(GOOD)}`,
  `Basic ${Buffer.from(GOOD, 'utf8').toString('base64')}`,
];

for (const [how, thrown] of [
  ['answers', false],
  ['throws', true],
] as const) {
  test(`what an application ${how} is kept short, and without the password that it repeats`, async () => {
    await using institution = await startInstitution();
    const { directory, moodle, ledger } = institution;
    directory.add('28700001', [ADDRESS]);
    const token = await requestToken(institution, ADDRESS);
    const said = [...FORMS, 'x'.repeat(5_000_000)].join(' ');
    moodle.answer = { kind: 'later', detail: said };
    if (thrown) moodle.before = () => Promise.reject(new Error(said));
    assert.equal((await choose(institution, token)).kind, 'accepted');
    await institution.drain();
    const [retry] = (await findEventsOfAccount(ledger.db, 'id-28700001')).filter(
      ({ kind }) => kind === 'delivery.retry',
    );
    const detail = String(retry?.detail?.['detail']);
    assert.match(detail, /^\[redacted\] \{"password":"\[redacted\]"\} password=\[redacted\] Basic \[redacted\] x+…$/);
    assert.ok(detail.length <= 300, `${detail.length} characters`);
  });
}
