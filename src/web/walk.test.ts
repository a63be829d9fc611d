import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FormClient, type Shown, formTo, formWith } from '../attacks/form-client.ts';
import { HOUR } from '../../tests/support/institution.ts';
import { GOOD, lastToken } from '../../tests/support/steps.ts';
import { type WebInstitution, startWeb } from '../../tests/support/web.ts';

const ADDRESS = 'camille@exemple.test';

/** Asks for a link as a person does, and opens it from the mail. */
async function openMailedLink(web: WebInstitution, browser: FormClient): Promise<Shown> {
  const form = formWith(await browser.open(web.base), 'email');
  assert.equal((await browser.submit(form, { email: ADDRESS })).status, 200);
  await web.institution.drain();
  return await browser.open(`${web.base}jeton/${lastToken(web.institution)}`);
}

function passwords(password: string, confirmation = password): Record<string, string> {
  return { password, confirmation };
}

test('a client that only follows links and posts what it was served gets a new password', async () => {
  await using web = await startWeb();
  const person = web.institution.directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  const shown = await openMailedLink(web, browser);
  assert.deepEqual(shown.through, [`${web.base}password`]);
  assert.match(shown.body, /28700001/);
  const done = await browser.submit(formWith(shown, 'password'), passwords(GOOD));
  assert.equal(done.status, 200);
  assert.equal(done.url, `${web.base}follow`);
  await web.institution.drain();
  assert.equal(web.institution.directory.people.get(person.id)?.password, GOOD);
  assert.match((await browser.open(`${web.base}follow`)).body, /Moodle/);
});

test('after a success neither Back nor a second press shows a form again', async () => {
  await using web = await startWeb();
  web.institution.directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  const form = formWith(await openMailedLink(web, browser), 'password');
  const jar = new Map(browser.cookies);
  await browser.submit(form, passwords(GOOD));
  assert.deepEqual((await browser.open(`${web.base}password`)).through, [`${web.base}follow`]);
  for (const [name, cookie] of jar) browser.cookies.set(name, cookie);
  const again = await browser.submit(form, passwords('Autre-Passe-2027'));
  assert.equal(again.status, 410);
  assert.equal(web.institution.directory.set.length, 1);
});

test('a form that is sent again after the success is told that its link was used, not that there never was one', async () => {
  await using web = await startWeb();
  const { directory } = web.institution;
  const person = directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  const form = formWith(await openMailedLink(web, browser), 'password');
  await browser.submit(form, passwords(GOOD));
  const again = await browser.submit(form, passwords('Autre-Passe-2027'));
  assert.equal(again.status, 410);
  assert.match(again.body, /Ce lien a déjà servi/);
  assert.equal(directory.people.get(person.id)?.password, GOOD);
  const stranger = await web.browser().submit(form, passwords(GOOD));
  assert.equal(stranger.status, 404);
});

test('a password that falls short is answered 422 with the form, and the link stays good', async () => {
  await using web = await startWeb();
  web.institution.directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  let shown = await openMailedLink(web, browser);
  for (const [password, confirmation] of [
    ['court', 'court'],
    ['', ''],
    [GOOD, `${GOOD}!`],
    [`${GOOD}\u0000`, `${GOOD}\u0000`],
    ['Aa1!'.repeat(500), 'Aa1!'.repeat(500)],
  ] as const) {
    shown = await browser.submit(formWith(shown, 'password'), { password, confirmation });
    assert.equal(shown.status, 422);
    if (password !== '')
      assert.doesNotMatch(shown.body, new RegExp(`value="${password}`), 'a password is never sent back');
  }
  assert.equal(web.institution.directory.set.length, 0);
  assert.equal((await browser.submit(formWith(shown, 'password'), passwords(GOOD))).status, 200);
});

test('the refusal of the directory is answered 422 and the same link takes another password', async () => {
  await using web = await startWeb();
  const { directory } = web.institution;
  directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  directory.refuse = 'history';
  const refused = await browser.submit(formWith(await openMailedLink(web, browser), 'password'), passwords(GOOD));
  assert.equal(refused.status, 422);
  directory.refuse = undefined;
  const done = await browser.submit(formWith(refused, 'password'), passwords('Autre-Passe-2027'));
  assert.equal(done.url, `${web.base}follow`);
});

test('with the directory away the password is accepted all the same', async () => {
  await using web = await startWeb();
  const { directory } = web.institution;
  directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  const shown = await openMailedLink(web, browser);
  directory.down = true;
  const done = await browser.submit(formWith(shown, 'password'), passwords(GOOD));
  assert.deepEqual([done.status, done.url], [200, `${web.base}follow`]);
});

test('several accounts behind one address: the page asks which, and only that one changes', async () => {
  await using web = await startWeb();
  const { directory } = web.institution;
  const [student, staff] = [directory.add('28700001', [ADDRESS]), directory.add('28700002', [ADDRESS])];
  const browser = web.browser();
  const asked = await openMailedLink(web, browser);
  assert.equal(asked.status, 200);
  const form = formWith(asked, 'account');
  assert.deepEqual(form.choices, [
    ['account', '1'],
    ['account', '2'],
  ]);
  const shown = await browser.submit(form, { account: '2' });
  assert.match(shown.body, /28700002/);
  const unchosen = await browser.post(`${web.base}password`, Object.entries(passwords(GOOD)));
  assert.equal(unchosen.status, 422);
  assert.equal(formWith(unchosen, 'account').choices.length, 2);
  for (const account of ['3', '0', 'x', '-1', '1e0', '99999999999999999999']) {
    const fields = [...Object.entries(passwords(GOOD)), ['account', account] as const];
    assert.equal((await browser.post(`${web.base}password`, fields)).status, 422, account);
  }
  await browser.submit(formWith(shown, 'password'), passwords(GOOD));
  assert.equal(directory.people.get(student.id)?.password, 'Ancien-Passe-1');
  assert.equal(directory.people.get(staff.id)?.password, GOOD);
});

test('a link that came too late says so with 410, and one press sends a new one to the same address', async () => {
  await using web = await startWeb();
  web.institution.directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  await openMailedLink(web, browser);
  web.institution.clock.advance(12 * HOUR + 1000);
  const dead = await browser.open(`${web.base}jeton/${lastToken(web.institution)}`);
  assert.equal(dead.status, 410);
  const sent = await browser.submit(formTo(dead, 'restart'));
  assert.equal(sent.status, 200);
  assert.doesNotMatch(sent.body, new RegExp(ADDRESS), 'the address is shown masked');
  await web.institution.drain();
  const renewed = await browser.open(`${web.base}jeton/${lastToken(web.institution)}`);
  assert.equal((await browser.submit(formWith(renewed, 'password'), passwords(GOOD))).url, `${web.base}follow`);
});

test('a replaced link says so, and so does one whose account has lost the address', async () => {
  await using web = await startWeb();
  const { directory } = web.institution;
  const person = directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  await openMailedLink(web, browser);
  const older = lastToken(web.institution);
  const shown = await openMailedLink(web, browser);
  assert.equal((await web.browser().open(`${web.base}jeton/${older}`)).status, 410);
  directory.people.set(person.id, { ...person, addresses: ['autre@exemple.test'] });
  const stale = await browser.submit(formWith(shown, 'password'), passwords(GOOD));
  assert.equal(stale.status, 410);
  assert.equal((await browser.submit(formTo(stale, 'restart'))).status, 410);
  assert.equal(directory.set.length, 0);
});

test('a form of another link than the one this browser holds is answered 409', async () => {
  await using web = await startWeb();
  const { directory } = web.institution;
  directory.add('28700001', [ADDRESS]);
  directory.add('28700002', ['autre@exemple.test']);
  const browser = web.browser();
  const first = await openMailedLink(web, browser);
  await browser.submit(formWith(await browser.open(web.base), 'email'), { email: 'autre@exemple.test' });
  await web.institution.drain();
  await browser.open(`${web.base}jeton/${lastToken(web.institution)}`);
  const answer = await browser.submit(formWith(first, 'password'), passwords(GOOD));
  assert.equal(answer.status, 409);
  assert.equal(directory.set.length, 0);
});

test('"it was not me": opening it shows, the press revokes, and the link is dead', async () => {
  await using web = await startWeb();
  web.institution.directory.add('28700001', [ADDRESS]);
  const [browser, other] = [web.browser(), web.browser()];
  const shown = await openMailedLink(web, browser);
  const link = web.institution.mailer.of('link').at(-1)?.message.revokeLink ?? '';
  const asked = await other.open(new URL(link).pathname);
  assert.deepEqual([asked.status, asked.through], [200, [`${web.base}not-me`]]);
  assert.equal((await browser.open(`${web.base}password`)).status, 200, 'looking revokes nothing');
  assert.equal((await other.submit(formTo(asked, 'not-me'))).status, 200);
  assert.equal((await browser.submit(formWith(shown, 'password'), passwords(GOOD))).status, 410);
});

test('the token of a mailed link opens nothing else, and no other token opens the form', async () => {
  await using web = await startWeb();
  web.institution.directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  await openMailedLink(web, browser);
  const token = lastToken(web.institution);
  const revoke = new URL(web.institution.mailer.of('link').at(-1)?.message.revokeLink ?? '').pathname.split('/').at(-1);
  assert.equal((await web.browser().open(`${web.base}not-me/${token}`)).status, 404);
  assert.equal((await web.browser().open(`${web.base}jeton/${revoke ?? ''}`)).status, 404);
  const stranger = web.browser();
  stranger.cookies.set('__Secure-jeton-follow', { value: token, path: web.base });
  assert.equal((await stranger.open(`${web.base}follow`)).status, 404);
});

test('the sent page leads back to the form with the address kept', async () => {
  await using web = await startWeb();
  web.institution.directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  const sent = await browser.submit(formWith(await browser.open(web.base), 'email'), { email: ADDRESS });
  const kept = await browser.submit(formTo(sent, 'start'));
  assert.equal(formWith(kept, 'email').fields.get('email'), ADDRESS);
  assert.deepEqual((await browser.open(`${web.base}start`)).through, [web.base]);
});

test('of sixteen presses at once with different passwords exactly one succeeds', async () => {
  await using web = await startWeb();
  const { directory } = web.institution;
  directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  await openMailedLink(web, browser);
  const answers = await Promise.all(
    Array.from({ length: 16 }, async (_, index) => {
      const body = new URLSearchParams(passwords(`Nouveau-Passe-${index}`)).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return await browser.send('POST', `${web.base}password`, { headers, body });
    }),
  );
  const statuses = answers.map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 303).length, 1);
  assert.equal(statuses.filter((status) => status === 410).length, 15);
  await web.institution.drain();
  assert.equal(directory.set.length, 1);
});

test('a link that scanners fetched twenty times still works, and fetching it changed nothing but the opening', async () => {
  await using web = await startWeb();
  web.institution.directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  await openMailedLink(web, browser);
  const url = `${web.base}jeton/${lastToken(web.institution)}`;
  const rows = async (): Promise<string> => {
    const { db } = web.institution.ledger;
    const [resets, deliveries, events] = [
      await db.selectFrom('reset').selectAll().execute(),
      await db.selectFrom('delivery').selectAll().execute(),
      await db.selectFrom('event').selectAll().execute(),
    ];
    return JSON.stringify([resets, deliveries, events]);
  };
  const before = await rows();
  for (const method of ['GET', 'HEAD']) {
    for (let count = 0; count < 20; count += 1) assert.equal((await web.browser().send(method, url)).status, 303);
  }
  for (const method of ['OPTIONS', 'PUT', 'POST']) assert.equal((await web.browser().send(method, url)).status, 405);
  assert.equal(await rows(), before);
  const shown = await browser.open(url);
  assert.equal((await browser.submit(formWith(shown, 'password'), passwords(GOOD))).url, `${web.base}follow`);
});
