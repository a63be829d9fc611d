import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { type Response, formWith } from '../attacks/form-client.ts';
import { GOOD, requestToken } from '../../tests/support/steps.ts';
import { comparable, startWeb } from '../../tests/support/web.ts';

const ADDRESS = 'camille@exemple.test';

test('the method of a request cannot be overridden', async () => {
  await using web = await startWeb();
  web.institution.directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  await browser.open(`${web.base}jeton/${await requestToken(web.institution, ADDRESS)}`);
  const headers = { 'x-http-method-override': 'POST', 'x-method-override': 'POST' };
  const url = `${web.base}password?_method=POST&password=${GOOD}&confirmation=${GOOD}`;
  assert.equal((await browser.send('GET', url, { headers })).status, 200);
  assert.equal(web.institution.directory.set.length, 0);
});

test('a cross-site form is refused with 403, a click on a link from a webmail page is not', async () => {
  await using web = await startWeb();
  web.institution.directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  const token = await requestToken(web.institution, ADDRESS);
  browser.headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', referer: 'https://mail.example/' };
  const shown = await browser.open(`${web.base}jeton/${token}`);
  assert.equal(shown.status, 200);
  const form = formWith(shown, 'password');
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { referer: 'https://evil.example/' },
  ]) {
    browser.headers = { ...headers };
    assert.equal((await browser.submit(form, { password: GOOD, confirmation: GOOD })).status, 403);
    assert.equal((await browser.post(web.base, [['email', ADDRESS]])).status, 403);
  }
  const { db } = web.institution.ledger;
  const told = await db.selectFrom('event').select('client').where('kind', '=', 'request.forged').execute();
  assert.deepEqual(new Set(told.map(({ client }) => client)), new Set(['192.0.2.7']), 'the trail tells of it');
  const stranger = web.browser();
  stranger.headers = { origin: 'null' };
  assert.equal((await stranger.post(web.base, [['email', ADDRESS]])).status, 403);
  assert.equal(web.institution.directory.set.length, 0);
  browser.headers = { origin: 'null' };
  assert.equal((await browser.submit(form, { password: GOOD, confirmation: GOOD })).status, 200, 'an old browser');
});

test('whoever rotates forwarding headers stays the same client, and so does a whole IPv6 network', async () => {
  await using web = await startWeb();
  const askFrom = async (ip: string, index: number): Promise<number> => {
    const browser = web.browser(ip);
    const other = `198.51.100.${index}`;
    browser.headers = {
      'x-forwarded-for': other,
      'x-real-ip': other,
      forwarded: `for=${other}`,
      'x-client-ip': other,
      'true-client-ip': other,
    };
    return (await browser.post(web.base, [['email', 'inconnue@exemple.test']])).status;
  };
  const statuses = [];
  for (let index = 0; index < 11; index += 1) statuses.push(await askFrom('192.0.2.1', index));
  assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 422), 429], 'then a proof is asked for');
  assert.equal(await askFrom('::ffff:192.0.2.1', 1), 429);
  for (let index = 0; index < 10; index += 1) assert.equal(await askFrom(`2001:db8:1:2::${index}`, index), 422);
  assert.equal(await askFrom('2001:db8:1:2:ffff::1', 1), 429);
  assert.equal(await askFrom('2001:db8:1:3::1', 1), 422);
});

test('a trusted proxy is believed, up to the first address that is not trusted', async () => {
  await using web = await startWeb({ web: { trustedProxies: ['10.0.0.0/8'] } });
  const ask = async (ip: string, forwarded: string): Promise<number> => {
    const browser = web.browser(ip);
    browser.headers = { 'x-forwarded-for': forwarded };
    return (await browser.post(web.base, [['email', 'inconnue@exemple.test']])).status;
  };
  for (let index = 0; index < 10; index += 1) {
    assert.equal(await ask('10.0.0.1', `203.0.113.${index}, 192.0.2.9`), 422);
  }
  assert.equal(await ask('10.0.0.1', '203.0.113.77, 192.0.2.9, 10.0.0.2'), 429);
  assert.equal(await ask('10.0.0.1', '192.0.2.10'), 422);
  assert.equal(await ask('10.0.0.1', 'garbage, \u00e9'), 422);
});

test('who tries links is told to wait, wherever they try them, and a good link goes on opening', async () => {
  await using web = await startWeb();
  web.institution.directory.add('28700001', [ADDRESS]);
  const token = await requestToken(web.institution, ADDRESS);
  const guess = () => randomBytes(32).toString('base64url');
  const browser = web.browser();
  const withCookie = (name: string) => ({ headers: { cookie: `__Secure-jeton${name}=${guess()}` } });
  const doors: readonly (() => Promise<Response>)[] = [
    () => browser.send('GET', `${web.base}jeton/${guess()}`),
    () => browser.send('GET', `${web.base}not-me/${guess()}`),
    () => browser.send('GET', `${web.base}password`, withCookie('')),
    () => browser.send('GET', `${web.base}not-me`, withCookie('-not-me')),
    () => browser.send('GET', `${web.base}follow`, withCookie('-follow')),
    () => browser.send('POST', `${web.base}restart`, withCookie('')),
    () => browser.send('POST', `${web.base}not-me`, withCookie('-not-me')),
    () => {
      const { headers } = withCookie('');
      const more = { headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' } };
      return browser.send('POST', `${web.base}password`, { ...more, body: `password=${GOOD}&confirmation=${GOOD}` });
    },
  ];
  const statuses: number[] = [];
  for (let time = 0; time < 32; time += 1) {
    const door = doors[time % doors.length] ?? assert.fail();
    statuses.push((await door()).status);
  }
  assert.deepEqual(new Set(statuses.slice(0, 30)), new Set([404]));
  for (const door of doors) {
    const { status, headers } = await door();
    assert.equal(status, 429);
    assert.ok(Number(headers['retry-after']) > 0);
  }
  assert.equal(
    (await browser.send('GET', `${web.base}jeton/${token.slice(1)}`)).status,
    404,
    'no token at all costs nothing',
  );
  assert.equal((await browser.open(`${web.base}jeton/${token}`)).status, 200);
  assert.equal(
    (await web.browser().post(web.base, [['email', ADDRESS]])).status,
    200,
    'requests have a budget of their own',
  );
  assert.equal((await web.browser('198.51.100.1').send('GET', `${web.base}jeton/${guess()}`)).status, 404);
  const { db } = web.institution.ledger;
  const told = await db.selectFrom('event').select('client').where('kind', '=', 'request.throttled').execute();
  assert.deepEqual(told.length, 1);
});

test('the mailed link starts with the public URL whatever the request says of hosts', async () => {
  await using web = await startWeb({ settings: { limits: undefined } });
  web.institution.directory.add('28700001', [ADDRESS]);
  const evil = 'evil.example';
  for (const headers of [
    { host: evil },
    { 'x-forwarded-host': evil, 'x-forwarded-proto': 'http', 'x-forwarded-port': '81', 'x-forwarded-prefix': '/evil' },
    { forwarded: `host=${evil};proto=http` },
    { 'x-original-url': `https://${evil}/`, 'x-rewrite-url': `https://${evil}/` },
    { host: `${evil}@www-atu.univ.example` },
  ]) {
    const browser = web.browser();
    browser.headers = { ...headers };
    const sent = await browser.post(web.base, [['email', ADDRESS]]);
    assert.equal(sent.status, 200);
    assert.doesNotMatch(sent.body, /evil/);
    await web.institution.drain();
    const moved = await browser.send('GET', '/.well-known/change-password');
    assert.deepEqual([moved.status, moved.headers['location']], [303, web.base]);
  }
  const links = web.institution.mailer.of('link');
  assert.equal(links.length, 5);
  for (const { message } of links) {
    assert.ok(message.link.startsWith('https://www-atu.univ.example/creation-motdepasse/jeton/'));
  }
});

test('no parameter redirects anywhere else', async () => {
  await using web = await startWeb();
  web.institution.directory.add('28700001', [ADDRESS]);
  const token = await requestToken(web.institution, ADDRESS);
  for (const target of ['https://evil.example/', '//evil.example', '/\\evil.example', 'https:evil.example']) {
    const query = ['next', 'url', 'redirectTo', 'service', 'callbackURL', 'lang']
      .map((name) => `${name}=${encodeURIComponent(target)}`)
      .join('&');
    for (const path of [`jeton/${token}`, 'start', 'restart', '.well-known/change-password']) {
      const { headers } = await web.browser().send('GET', `${web.base}${path}?${query}`);
      assert.match(String(headers['location']), /^\/creation-motdepasse\/(?:password)?$/);
    }
  }
  for (const url of ['//evil.example', '//evil.example/%2e%2e', `/${web.base}`, '/\\evil.example']) {
    assert.equal((await web.browser().send('GET', url)).headers['location'], undefined, url);
  }
});

test('with `conceal`, a known and an unknown address get the same answer to the byte', async () => {
  await using web = await startWeb({ settings: { unknownAddress: 'conceal' } });
  web.institution.directory.add('28700001', [ADDRESS]);
  web.institution.directory.add('28700002', ['ferme@exemple.test'], { disabled: true });
  const answers = [];
  for (const email of [ADDRESS, 'inconnue@exemple.test', 'ferme@exemple.test']) {
    const { status, headers, body } = await web.browser().post(web.base, [['email', email]]);
    // The page holds the address as typed, so its length varies with it.
    const compared = { ...comparable(headers), 'content-length': undefined };
    answers.push({ status, headers: compared, body: body.replaceAll(email, 'ADDRESS') });
  }
  const [known, ...unknown] = answers;
  for (const answer of unknown) assert.deepEqual(answer, known);
  assert.equal(known?.status, 200);
});
