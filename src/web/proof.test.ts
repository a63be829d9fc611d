import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Challenge } from '../platform/altcha.ts';
import { type Shown, formWith } from '../attacks/form-client.ts';
import { HOUR, SETTINGS } from '../../tests/support/institution.ts';
import { solve } from '../../tests/support/solve.ts';
import { comparable, type WebInstitution, startWeb } from '../../tests/support/web.ts';

const LIMITS = SETTINGS.limits ?? assert.fail('the tests have limits');
/** Of one length, so that not even that may differ. */
const [KNOWN, UNKNOWN, DISABLED] = ['camille1@exemple.test', 'inconnue@exemple.test', 'desactiv@exemple.test'];

/** One where the network of `web.browser()` has had its share of unknown answers. */
async function startAfterTheShare(): Promise<WebInstitution> {
  const web = await startWeb({ settings: { limits: { ...LIMITS, unknownPerClient: { count: 1, windowMs: HOUR } } } });
  web.institution.directory.add('28700001', [KNOWN]);
  web.institution.directory.add('28700002', [DISABLED], { disabled: true });
  assert.equal((await web.browser().post(web.base, [['email', 'personne@exemple.test']])).status, 422);
  return web;
}

function challengeIn({ body }: Shown): Challenge {
  const [, text = ''] = /data-challenge="([^"]*)"/.exec(body) ?? [];
  return JSON.parse(text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')) as Challenge;
}

/** What may not depend on the address: all but it, and what is drawn anew for each page. */
function comparableAnswer({ status, headers, body }: Shown, email: string) {
  const drawn = [/data-challenge="[^"]*"/, /name="ticket" value="[^"]*"/];
  const text = drawn.reduce((left, each) => left.replace(each, 'DRAWN'), body.replaceAll(email, 'ADDRESS'));
  return { status, headers: comparable(headers), body: text };
}

test('the page that asks for a proof, and the answer after it, are the same for every address', async () => {
  await using web = await startAfterTheShare();
  const [pages, answers] = [new Set<string>(), new Set<string>()];
  for (const email of [KNOWN, UNKNOWN, DISABLED]) {
    const browser = web.browser();
    const asked = await browser.post(web.base, [['email', email]]);
    assert.equal(asked.status, 429);
    assert.equal(asked.headers['retry-after'], '30');
    const form = formWith(asked, 'ticket');
    assert.equal(form.fields.get('email'), email, 'what was typed is kept');
    const answered = await browser.submit(form, { altcha: solve(challengeIn(asked)) });
    assert.equal(answered.status, 200);
    pages.add(JSON.stringify(comparableAnswer(asked, email)));
    answers.add(JSON.stringify(comparableAnswer(answered, email)));
  }
  assert.deepEqual([pages.size, answers.size], [1, 1]);
  await web.institution.drain();
  assert.deepEqual(
    web.institution.mailer.sent.map(({ to }) => to),
    [KNOWN],
  );
});

test('a client that runs no script waits, posts what it was served, and gets through', async () => {
  await using web = await startAfterTheShare();
  const browser = web.browser();
  const asked = await browser.post(web.base, [['email', KNOWN]]);
  web.institution.clock.advance(20_000);
  const early = await browser.submit(formWith(asked, 'ticket'));
  assert.deepEqual([early.status, early.headers['retry-after']], [429, '10']);
  assert.match(early.body, /10\u00a0secondes/);
  web.institution.clock.advance(10_000);
  assert.equal((await browser.submit(formWith(early, 'ticket'))).status, 200);
  await web.institution.drain();
  assert.equal(web.institution.mailer.sent.length, 1);
});

test('a proof that is replayed, left out, repeated or sent as a list gets nobody through', async () => {
  await using web = await startAfterTheShare();
  const browser = web.browser();
  const asked = await browser.post(web.base, [['email', UNKNOWN]]);
  const altcha = solve(challengeIn(asked));
  const post = async (fields: readonly (readonly [string, string])[]): Promise<number> =>
    (await browser.post(web.base, [['email', UNKNOWN], ...fields])).status;
  assert.equal(await post([['altcha[]', altcha]]), 400);
  assert.equal(await post([['altcha[number]', '1']]), 400);
  assert.equal(
    await post([
      ['altcha', altcha],
      ['altcha', altcha],
    ]),
    400,
  );
  assert.equal(await post([['ticket[]', 'x']]), 400);
  for (const fields of [
    [],
    [['altcha', '']],
    [['altcha', 'true']],
    [['ticket', '']],
    [['altcha', altcha.slice(1)]],
  ] as const) {
    assert.equal(await post(fields), 429, JSON.stringify(fields));
  }
  assert.equal(await post([['altcha', altcha]]), 200);
  assert.equal(await post([['altcha', altcha]]), 429, 'used up');
});

test('who has had no share of anything is asked for no proof, and one that comes along is no matter', async () => {
  await using web = await startAfterTheShare();
  const elsewhere = web.browser('198.51.100.1');
  assert.equal(
    (
      await elsewhere.post(web.base, [
        ['email', KNOWN],
        ['altcha', 'x'],
        ['ticket', 'y'],
      ])
    ).status,
    200,
  );
  assert.equal((await elsewhere.post(web.base, [['email', UNKNOWN]])).status, 422);
});
