import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formWith } from '../attacks/form-client.ts';
import { type WebInstitution, startWeb } from '../../tests/support/web.ts';

const ADDRESS = 'camille@courriel.test';

async function startWithPerson(): Promise<WebInstitution> {
  const web = await startWeb();
  web.institution.directory.add('28700001', [ADDRESS]);
  return web;
}

function lastCode({ institution }: WebInstitution): string {
  return institution.mailer.of('link').at(-1)?.message.code ?? assert.fail('the mail holds no code');
}

test('who types the code of the mail where the request was made goes on there', async () => {
  await using web = await startWithPerson();
  const browser = web.browser();
  const sent = await browser.post(web.base, [['email', ADDRESS]]);
  await web.institution.drain();
  const wrong = await browser.submit(formWith(sent, 'code'), { code: 'K7QM-3XTE' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /Ce code n’est pas le bon/);
  assert.match(wrong.body, /value="K7QM-3XTE"/, 'what was typed is kept');
  const chosen = await browser.submit(formWith(wrong, 'code'), { code: lastCode(web) });
  assert.match(chosen.body, /n°.étudiant.: 28700001/);
  assert.ok(formWith(chosen, 'password').fields.has('confirmation'));
});

test('the page of the code can be opened again, and says so where no code is waited for', async () => {
  await using web = await startWithPerson();
  const browser = web.browser();
  await browser.post(web.base, [['email', ADDRESS]]);
  assert.ok(formWith(await browser.open(`${web.base}code`), 'code').fields.has('code'));
  const stranger = web.browser();
  const shown = await stranger.open(`${web.base}code`);
  assert.match(shown.body, /n’attend pas de code/);
  await web.institution.drain();
  const posted = await stranger.post(`${web.base}code`, [['code', lastCode(web)]]);
  assert.equal(posted.status, 422);
  assert.match(posted.body, /n’attend pas de code/);
});

test('where unknown addresses are concealed, a code is waited for as well, whoever asks', async () => {
  await using web = await startWeb({ settings: { unknownAddress: 'conceal' } });
  web.institution.directory.add('28700001', [ADDRESS]);
  const [known, unknown] = [web.browser(), web.browser()];
  const sent = await known.post(web.base, [['email', ADDRESS]]);
  await unknown.post(web.base, [['email', 'personne@courriel.test']]);
  for (const browser of [known, unknown]) assert.ok(browser.cookies.has('__Secure-jeton-waiting'));
  await web.institution.drain();
  await web.institution.drain();
  const chosen = await known.submit(formWith(sent, 'code'), { code: lastCode(web) });
  assert.match(chosen.body, /n°.étudiant.: 28700001/);
});

test('the form leads a browser that has asked back to where its code is typed, and no other', async () => {
  await using web = await startWithPerson();
  const browser = web.browser();
  assert.doesNotMatch((await browser.open(web.base)).body, /creation-motdepasse\/code"/);
  await browser.post(web.base, [['email', ADDRESS]]);
  assert.match((await browser.open(web.base)).body, /href="\/creation-motdepasse\/code">J’ai reçu un code/);
});

test('a form without its field, or with two, is none of ours', async () => {
  await using web = await startWithPerson();
  const browser = web.browser();
  await browser.post(web.base, [['email', ADDRESS]]);
  for (const fields of [
    [],
    [
      ['code', 'a'],
      ['code', 'b'],
    ],
    [['code[]', 'K7QM-3XTE']],
  ] as const) {
    assert.equal((await browser.post(`${web.base}code`, fields)).status, 400);
  }
});

test('a browser keeps what it is known by from one request to the next, which no other site can send', async () => {
  await using web = await startWithPerson();
  const browser = web.browser();
  const name = '__Secure-jeton-waiting';
  const first = await browser.post(web.base, [['email', ADDRESS]]);
  const held = browser.cookies.get(name)?.value;
  assert.match(String(held), /^[\w-]{43}$/);
  assert.match(JSON.stringify(first.headers['set-cookie']), /jeton-waiting=[^"]*HttpOnly; Secure; SameSite=Strict/);
  await browser.post(web.base, [['email', ADDRESS]]);
  assert.equal(browser.cookies.get(name)?.value, held);
  browser.cookies.set(name, { value: 'forged', path: '/' });
  await browser.post(web.base, [['email', ADDRESS]]);
  assert.match(String(browser.cookies.get(name)?.value), /^[\w-]{43}$/);
});
