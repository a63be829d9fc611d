import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR, startInstitution } from '../../tests/support/institution.ts';
import { choose, requestToken } from '../../tests/support/steps.ts';
import { findTimeline } from './timeline.ts';

test('a timeline tells one person’s whole journey, by number and by login, and nothing in clear', async () => {
  await using institution = await startInstitution();
  const { directory, moodle, journey, ledger, clock } = institution;
  directory.add('28700001', ['camille@courriel.test']);
  directory.add('28700002', ['dominique@courriel.test']);
  await requestToken(institution, 'dominique@courriel.test');
  const token = await requestToken(institution, 'camille@courriel.test');
  await journey.openLink(token);
  moodle.answer = { kind: 'later', detail: 'HTTP 503' };
  await choose(institution, token);
  await institution.drain();
  const timeline = await findTimeline(ledger.db, '28700001');
  assert.deepEqual(await findTimeline(ledger.db, 'u28700001'), timeline);
  const [reset, ...others] = timeline.resets;
  assert.equal(others.length, 0);
  assert.equal(reset?.state, 'used');
  assert.equal(reset.address, 'c•••••@c•••••.test');
  assert.equal(reset.usedFor, 'this-account');
  assert.equal(reset.deadlineAt, clock.now() + HOUR);
  assert.deepEqual(
    reset.deliveries.map(({ recipient, state, attempts }) => [recipient, state, attempts].join(' ')).sort(),
    ['app:IPWeb done 1', 'app:Moodle due 1', 'directory done 1', 'mail done 1', 'mail done 1'],
  );
  assert.equal(reset.deliveries.find(({ recipient }) => recipient === 'app:Moodle')?.detail, 'HTTP 503');
  assert.deepEqual(
    reset.events.slice(0, 4).map(({ kind }) => kind),
    ['request.sent', 'delivery.done', 'link.opened', 'password.accepted'],
  );
  assert.deepEqual(timeline.events, []);
  assert.doesNotMatch(JSON.stringify(timeline), /camille|28700002/);
});

test('a number that Jeton never met has an empty timeline', async () => {
  await using institution = await startInstitution();
  assert.deepEqual(await findTimeline(institution.ledger.db, '1'), { resets: [], events: [] });
});

test('what lies beside any reset is told too: requests beyond the budget', async () => {
  await using institution = await startInstitution();
  institution.directory.add('28700001', ['camille@courriel.test']);
  for (let time = 0; time < 6; time += 1) {
    const client = `192.0.2.${time}`;
    await institution.journey.requestLink({ address: 'camille@courriel.test', client, language: 'fr' });
  }
  const { resets, events } = await findTimeline(institution.ledger.db, '28700001');
  assert.equal(resets.length, 5);
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['request.over-budget'],
  );
});
