import assert from 'node:assert/strict';
import { METHODS } from 'node:http';
import { test } from 'node:test';
import { formWith } from '../attacks/form-client.ts';
import { SETTINGS } from '../../tests/support/institution.ts';
import { startWeb } from '../../tests/support/web.ts';

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

test('the unknown address, the spent budget and the directory that is away have their own statuses', async () => {
  await using web = await startWeb({
    settings: {
      limits: SETTINGS.limits && { ...SETTINGS.limits, requestsPerClient: { count: 3, windowMs: 600_000 } },
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

test('the language asked for stays, and only offered ones count', async () => {
  await using web = await startWeb();
  const browser = web.browser();
  assert.match((await browser.open(web.base)).body, /<html lang="fr" dir="ltr">/);
  assert.match((await browser.open(`${web.base}?lang=en`)).body, /<html lang="en" dir="ltr">/);
  assert.match((await browser.open(web.base)).body, /<html lang="en" dir="ltr">/);
  await browser.open(`${web.base}?lang=de`);
  assert.match((await browser.open(`${web.base}?lang=__proto__`)).body, /<html lang="en" dir="ltr">/);
  assert.match((await browser.open('/nowhere')).body, /<html lang="fr" dir="ltr">/, 'cookies stay under the base');
  const english = web.browser();
  english.headers = { 'accept-language': 'en-GB,en;q=0.9' };
  assert.match((await english.open(web.base)).body, /<html lang="en" dir="ltr">/);
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
