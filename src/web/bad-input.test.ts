import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FormClient, formWith } from '../attacks/form-client.ts';
import { GOOD, requestToken } from '../../tests/support/steps.ts';
import { type WebInstitution, startWeb } from '../../tests/support/web.ts';

const ADDRESS = 'camille@exemple.test';
const FORM = 'application/x-www-form-urlencoded';

/** Posts bytes as they are; a form unless `type` says otherwise. */
function poster(browser: FormClient, type: string | undefined = FORM) {
  const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
  return async (url: string, body: string): Promise<number> =>
    (await browser.send('POST', url, { headers, body })).status;
}

/** Nothing was mailed, and no password was set. */
async function assertUntouched({ institution }: WebInstitution, mails = 0): Promise<void> {
  await institution.drain();
  assert.equal(institution.mailer.sent.length, mails);
  assert.equal(institution.directory.set.length, 0);
}

test('anything but one well-formed address is answered 400 with the form, and nothing is mailed', async () => {
  await using web = await startWeb({ settings: { limits: undefined } });
  web.institution.directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  const typed = encodeURIComponent(ADDRESS);
  const bodies = [
    ...['', 'email=', 'email=%20%20', 'other=1', 'email=camille', 'email=camille%40', 'email=%40exemple.test'],
    ...[
      `email=${typed}&email=evil%40evil.example`,
      `email[]=${typed}`,
      `email[a]=${typed}`,
      `email=${typed}&email[]=b`,
    ],
    ...[`email=${typed}%0d%0aBcc:evil%40evil.example`, `email=${typed}%00`, `email=%00${typed}`, `email=${typed}%07`],
    ...[`email=${typed},evil%40evil.example`, `email=${typed};evil%40evil.example`, 'email=%22a%20b%22%40exemple.test'],
    ...['email=*', 'email=*%40*', 'email=x)(uid=*', 'email=%5C2a', 'email=a%40exemple.test(x)evil.example'],
    ...[
      `email=${'a'.repeat(250)}%40exemple.test`,
      `email=${'a'.repeat(9000)}`,
      'email=%C3%28',
      'email=%zz',
      'email=%E9',
    ],
    ...['__proto__=1', 'constructor[prototype]=1', 'a=1&'.repeat(65)],
  ];
  for (const body of bodies) assert.equal(await poster(browser)(web.base, body), 400, body.slice(0, 80));
  await assertUntouched(web);
});

test('look-alikes of an address are unknown, and nothing is mailed', async () => {
  await using web = await startWeb({ settings: { limits: undefined } });
  web.institution.directory.add('28700001', ['mike@exemple.test']);
  for (const email of [
    'm\u0131ke@exemple.test',
    'mi\u212ae@exemple.test',
    '\uff4dike@exemple.test',
    'mike@exemplé.test',
    'mike+a@exemple.test',
  ]) {
    const body = new URLSearchParams([['email', email]]).toString();
    assert.equal(await poster(web.browser())(web.base, body), 422, email);
  }
  await assertUntouched(web);
});

test('what was typed stays in the field, escaped and cut', async () => {
  await using web = await startWeb();
  const browser = web.browser();
  const quoted = await browser.post(web.base, [['email', '"><script>alert(1)</script>@exemple.test']]);
  assert.doesNotMatch(quoted.body, /<script>alert/);
  assert.equal(formWith(quoted, 'email').fields.get('email'), '"><script>alert(1)</script>@exemple.test');
  const long = await browser.post(web.base, [['email', `${'🙂'.repeat(300)}\u0000@exemple.test`]]);
  assert.equal(long.status, 400);
  assert.equal(formWith(long, 'email').fields.get('email'), '🙂'.repeat(254));
});

test('unknown fields are ignored', async () => {
  await using web = await startWeb();
  web.institution.directory.add('28700001', [ADDRESS]);
  const fields = [
    ['email', ADDRESS],
    ['uid', 'evil'],
    ['redirect', 'https://evil.example/'],
    ['__proto__', 'x'],
  ] as const;
  assert.equal((await web.browser().post(`${web.base}?email=evil%40evil.example`, fields)).status, 200);
  await web.institution.drain();
  assert.deepEqual(
    web.institution.mailer.of('link').map(({ to }) => to),
    [ADDRESS],
  );
});

test('a password field that is missing, repeated, a list or not UTF-8 is answered 400 and nothing changes', async () => {
  await using web = await startWeb();
  web.institution.directory.add('28700001', [ADDRESS]);
  const token = await requestToken(web.institution, ADDRESS);
  const browser = web.browser();
  await browser.open(`${web.base}jeton/${token}`);
  const both = `password=${GOOD}&confirmation=${GOOD}`;
  const bodies = [
    ...['', `password=${GOOD}`, `confirmation=${GOOD}`, `${both}&password=x`, `${both}&confirmation=${GOOD}`],
    ...[`password[]=${GOOD}&confirmation=${GOOD}`, `${both}&password[a]=b`, `${both}&reset=a&reset=b`],
    ...[`${both}&account=1&account=1`, `${both}&account[]=1`, 'password=%C3%28&confirmation=%C3%28', 'password=%E9'],
  ];
  for (const body of bodies) assert.equal(await poster(browser)(`${web.base}password`, body), 400, body.slice(0, 80));
  await assertUntouched(web, 1);
  assert.equal(await poster(browser)(`${web.base}password`, both), 303);
});

test('only forms of up to 16 KiB are read', async () => {
  await using web = await startWeb();
  const browser = web.browser();
  for (const path of ['', 'start', 'password', 'restart', 'not-me']) {
    const url = web.base + path;
    assert.equal(await poster(browser)(url, `email=${'a'.repeat(16 * 1024)}`), 413, path);
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', 'garbage', '']) {
      assert.equal(await poster(browser, type)(url, '{"email":["a"]}'), 415, `${path} ${type}`);
    }
  }
});

test('links and cookies that hold anything but a token count as none', async () => {
  await using web = await startWeb();
  const garbage = [
    ...['', 'undefined', 'null', '0', '[]', 'a'.repeat(42), 'a'.repeat(44), 'a'.repeat(4000), `${'a'.repeat(42)}%00`],
    ...[
      `${'a'.repeat(42)}%0a`,
      '..%2f..%2fetc%2fpasswd',
      `${'a'.repeat(43)}/b`,
      `${'a'.repeat(42)}*`,
      '%E2%82%AC',
      'a%20b',
    ],
    'a'.repeat(43),
  ];
  for (const token of garbage) {
    for (const folder of ['jeton/', 'not-me/']) {
      const response = await web.browser().send('GET', web.base + folder + token);
      assert.equal(response.status, 404, folder + token.slice(0, 60));
      const cookies = [response.headers['set-cookie'] ?? []].flat().map((line) => line.split('=', 1)[0]);
      assert.deepEqual(cookies, ['__Secure-jeton-form'], 'a malformed link leaves no token behind');
    }
    for (const path of ['password', 'follow', 'not-me']) {
      const browser = web.browser();
      for (const name of ['jeton', 'jeton-follow', 'jeton-not-me', 'jeton-lang', 'jeton-form']) {
        browser.cookies.set(`__Secure-${name}`, { value: token, path: web.base });
      }
      assert.equal((await browser.open(web.base + path)).status, 404, `${path} ${token.slice(0, 60)}`);
    }
  }
  for (const cookie of [
    '=',
    ';;;',
    '__proto__=1; constructor=2',
    '%',
    `a=${'b'.repeat(8000)}`,
    '__Secure-jeton=%E0%A4%A',
  ]) {
    assert.equal((await web.browser().send('GET', web.base, { headers: { cookie } })).status, 200, cookie.slice(0, 40));
  }
});

test('a URL that cannot be decoded is answered with a page, and so is one that leads nowhere', async () => {
  await using web = await startWeb();
  const browser = web.browser();
  for (const [url, status] of [
    [`${web.base}%zz`, 400],
    [`${web.base}jeton/%zz`, 400],
    [`${web.base}jeton/%C3%28`, 400],
    ['/%', 400],
    [`${web.base}%00`, 404],
    [`${web.base}nowhere`, 404],
    ['/', 404],
    [`/${web.base}`, 404],
    [`${web.base}/`, 404],
    [`${web.base}password/`, 404],
    [`${web.base}assets/`, 404],
    [`${web.base}assets/..%2fapp.ts`, 404],
    [`${web.base}assets/../../../etc/passwd`, 404],
    [`${web.base}assets/__proto__`, 404],
    ['/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200', 404],
    [`${web.base}?lang=%zz`, 200],
    [`${web.base}?lang=de&lang=en&__proto__=1`, 200],
    [`${web.base}password?account=%00`, 404],
  ] as const) {
    const response = await browser.send('GET', url);
    assert.equal(response.status, status, url);
    assert.match(String(response.headers['content-type']), /^text\/html/, url);
  }
});
