import assert from 'node:assert/strict';
import { METHODS } from 'node:http';
import { test } from 'node:test';
import { type FormClient, formWith } from '../../tests/support/form-client.ts';
import { GOOD, requestToken } from '../../tests/support/steps.ts';
import { startWeb } from '../../tests/support/web.ts';
import { AppError } from '../platform/errors.ts';

const ADDRESS = 'camille@exemple.test';
const PATHS = [
  '',
  'start',
  'jeton/x',
  'password',
  'restart',
  'not-me',
  'not-me/x',
  'follow',
  'robots.txt',
  'assets/x',
  'x',
];
const MAXIMUM_STATUS = 599;

/** Sent by hand here, so that a header that goes missing shows. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
  'content-security-policy':
    /^default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'$/,
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
  'referrer-policy': /^no-referrer$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\)/,
  'strict-transport-security': /^max-age=31536000/,
};

function assertHeaders(headers: Readonly<Record<string, unknown>>, what: string): void {
  for (const [name, pattern] of Object.entries(EXPECTED))
    assert.match(String(headers[name]), pattern, `${what}: ${name}`);
  for (const name of ['server', 'x-powered-by']) assert.equal(headers[name], undefined, `${what}: ${name}`);
}

test('every answer of every route and status carries every security header and is not stored', async () => {
  await using web = await startWeb();
  const browser = web.browser();
  const statuses = new Set<number>();
  const look = async (method: string, url: string, more: Parameters<FormClient['send']>[2] = {}) => {
    const { status, headers } = await browser.send(method, url, more);
    assert.ok(status < MAXIMUM_STATUS);
    statuses.add(status);
    assertHeaders(headers, `${method} ${url} ${status}`);
    assert.equal(headers['cache-control'], 'no-store', `${method} ${url}`);
  };
  for (const path of PATHS) {
    const url = web.base + path;
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PROPFIND', 'OPTIONS']) await look(method, url);
    await look('POST', url, { headers: { 'content-type': 'application/json' }, body: '{}' });
    await look('POST', url, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `email=${'a'.repeat(20_000)}`,
    });
    await look('POST', url, { headers: { 'sec-fetch-site': 'cross-site' } });
  }
  for (const url of ['/', web.base.slice(0, -1), '/%', '/.well-known/change-password']) await look('GET', url);
  web.institution.directory.down = true;
  await look('POST', web.base, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `email=${encodeURIComponent(ADDRESS)}`,
  });
  assert.deepEqual([...statuses].sort(), [200, 303, 308, 400, 403, 404, 405, 413, 415, 503]);
});

test('methods that a path does not answer to are refused with those that it does', async () => {
  await using web = await startWeb();
  for (const method of METHODS.filter((name) => !['CONNECT', 'GET', 'HEAD', 'POST'].includes(name))) {
    const response = await web.browser().send(method, web.base);
    assert.deepEqual([response.status, response.headers['allow']], [405, 'GET, HEAD, POST'], method);
    assert.equal((await web.browser().send(method, `${web.base}x`)).status, 404, method);
  }
  const posted = await web.browser().send('POST', `${web.base}follow`);
  assert.deepEqual([posted.status, posted.headers['allow']], [405, 'GET, HEAD']);
});

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
    browser.headers = headers as Record<string, string>;
    assert.equal((await browser.submit(form, { password: GOOD, confirmation: GOOD })).status, 403);
    assert.equal((await browser.post(web.base, [['email', ADDRESS]])).status, 403);
  }
  const stranger = web.browser();
  stranger.headers = { origin: 'null' };
  assert.equal((await stranger.post(web.base, [['email', ADDRESS]])).status, 403);
  assert.equal(web.institution.directory.set.length, 0);
  browser.headers = { origin: 'null' };
  assert.equal((await browser.submit(form, { password: GOOD, confirmation: GOOD })).status, 200, 'an old browser');
});

test('the unknown address, the spent budget and the directory that is away have their own statuses', async () => {
  await using web = await startWeb({
    settings: {
      limits: {
        mailsPerAccount: { count: 5, windowMs: 3_600_000 },
        requestsPerClient: { count: 3, windowMs: 600_000 },
        unknownPerClient: { count: 10, windowMs: 3_600_000 },
        unknownOverall: { count: 1000, windowMs: 3_600_000 },
        mailsOverall: { count: 20_000, windowMs: 3_600_000 },
      },
    },
  });
  const browser = web.browser();
  const ask = () => browser.post(web.base, [['email', 'inconnue@exemple.test']]);
  const unknown = await ask();
  assert.equal(unknown.status, 422);
  assert.equal(formWith(unknown, 'email').fields.get('email'), 'inconnue@exemple.test');
  web.institution.directory.down = true;
  const away = await ask();
  assert.equal(away.status, 503);
  assert.ok(Number(away.headers['retry-after']) > 0);
  web.institution.directory.down = false;
  await ask();
  web.institution.clock.advance(1500);
  const throttled = await ask();
  assert.deepEqual([throttled.status, throttled.headers['retry-after']], [429, '599']);
  assert.equal(formWith(throttled, 'email').fields.get('email'), 'inconnue@exemple.test');
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
  assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 422), 200], 'then the neutral answer');
  assert.equal(await askFrom('::ffff:192.0.2.1', 1), 200);
  for (let index = 0; index < 10; index += 1) assert.equal(await askFrom(`2001:db8:1:2::${index}`, index), 422);
  assert.equal(await askFrom('2001:db8:1:2:ffff::1', 1), 200);
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
  assert.equal(await ask('10.0.0.1', '203.0.113.77, 192.0.2.9, 10.0.0.2'), 200);
  assert.equal(await ask('10.0.0.1', '192.0.2.10'), 422);
  assert.equal(await ask('10.0.0.1', 'garbage, \u00e9'), 422);
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
    browser.headers = headers as Record<string, string>;
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

test('the ledger that cannot be used is told as such, and any other fault by a number that is in the log', async () => {
  await using web = await startWeb();
  const secret = 'x'.repeat(43);
  const faults = [
    new AppError('LEDGER_UNAVAILABLE', 'disk full'),
    new Error(`no such thing for ${ADDRESS} and ${secret}`, { cause: { token: secret } }),
  ];
  const { journey } = web.institution;
  await using broken = await startWeb({
    web: { journey: { ...journey, requestLink: () => Promise.reject(faults.shift() ?? new Error('no more')) } },
  });
  const browser = broken.browser();
  const unavailable = await browser.post(broken.base, [['email', ADDRESS]]);
  assert.equal(unavailable.status, 503);
  assert.ok(Number(unavailable.headers['retry-after']) > 0);
  const fault = await browser.post(broken.base, [['email', ADDRESS]]);
  assert.equal(fault.status, 500);
  assert.doesNotMatch(fault.body, /no such thing|Error:|node_modules/);
  const reference = /[0-9A-F]{12}/.exec(fault.body)?.[0];
  assert.ok(reference, 'the page shows a number');
  const line = broken.logged.find((each) => each.includes(reference) && each.includes('no such thing'));
  assert.ok(line, 'the log has the fault under it');
  assert.doesNotMatch(broken.logged.join('\n'), new RegExp(`${ADDRESS}|${secret}`));
});

test('logs and metrics name routes, and never a token, a password or an address', async () => {
  await using web = await startWeb();
  web.institution.directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  await browser.submit(formWith(await browser.open(web.base), 'email'), { email: ADDRESS });
  await web.institution.drain();
  const [mail] = web.institution.mailer.of('link');
  const url = new URL(mail?.message.link ?? '');
  const shown = await browser.open(`${url.pathname}?lang=en`);
  await browser.send('GET', `${url.pathname}%zz`);
  await browser.send('PUT', url.pathname, { headers: { 'x-test': GOOD } });
  await browser.submit(formWith(shown, 'password'), { password: GOOD, confirmation: GOOD });
  await browser.open(`/nowhere${url.pathname}`);
  const secrets = [url.pathname.split('/').at(-1) ?? '', GOOD, ADDRESS];
  secrets.push(...[...browser.cookies.values()].map(({ value }) => value).filter((value) => value.length > 2));
  assert.ok(secrets.length >= 4 && secrets.every((secret) => secret !== ''));
  const told = [...web.logged, JSON.stringify(web.observed)].join('\n');
  for (const secret of secrets) assert.equal(told.includes(secret), false);
  assert.match(told, /"route":"\/creation-motdepasse\/jeton\/\*","status":303/);
  assert.ok(web.observed.some(({ route, status }) => route === 'none' && status === 404));
});

test('the language asked for stays, and only offered ones count', async () => {
  await using web = await startWeb();
  const browser = web.browser();
  assert.match((await browser.open(web.base)).body, /<html lang="fr">/);
  assert.match((await browser.open(`${web.base}?lang=en`)).body, /<html lang="en">/);
  assert.match((await browser.open(web.base)).body, /<html lang="en">/);
  await browser.open(`${web.base}?lang=de`);
  assert.match((await browser.open(`${web.base}?lang=__proto__`)).body, /<html lang="en">/);
  assert.match((await browser.open('/nowhere')).body, /<html lang="fr">/, 'cookies stay under the base');
  const english = web.browser();
  english.headers = { 'accept-language': 'en-GB,en;q=0.9' };
  assert.match((await english.open(web.base)).body, /<html lang="en">/);
});

test('assets are served from memory under hashed names, compressed, for ever', async () => {
  await using web = await startWeb({ web: { logo: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') } });
  const { body } = await web.browser().open(web.base);
  const paths = [...body.matchAll(/(?:href|src)="([^"]*\/assets\/[^"]*)"/g)].map(([, path = '']) => path);
  assert.ok(paths.some((path) => /style\.[0-9a-f]{10}\.css$/.test(path)));
  assert.ok(paths.some((path) => /logo\.[0-9a-f]{10}\.svg$/.test(path)));
  for (const path of paths) {
    for (const accepted of ['br, gzip', 'gzip', 'identity', 'br;q=0']) {
      const { status, headers } = await web.browser().send('GET', path, { headers: { 'accept-encoding': accepted } });
      assert.equal(status, 200, path);
      assertHeaders(headers, path);
      assert.match(String(headers['cache-control']), /immutable/);
      const encoding = accepted.startsWith('br,') ? 'br' : accepted === 'gzip' ? 'gzip' : undefined;
      assert.equal(headers['content-encoding'], encoding);
    }
  }
});

test('robots are kept out of links, and password managers find their way', async () => {
  await using web = await startWeb();
  const robots = await web.browser().send('GET', `${web.base}robots.txt`);
  assert.match(robots.body, /^Disallow: \/creation-motdepasse\/jeton\/$/m);
  assert.equal((await web.browser().open('/.well-known/change-password')).url, web.base);
  const bare = await web.browser().send('GET', web.base.slice(0, -1));
  assert.deepEqual([bare.status, bare.headers['location']], [308, web.base]);
});

test('HEAD is answered as GET is, without the page', async () => {
  await using web = await startWeb();
  for (const path of ['', 'follow', 'x', 'robots.txt']) {
    const [get, head] = [
      await web.browser().send('GET', web.base + path),
      await web.browser().send('HEAD', web.base + path),
    ];
    assert.deepEqual([head.status, head.body], [get.status, '']);
    assert.equal(head.headers['content-length'], get.headers['content-length']);
  }
});
