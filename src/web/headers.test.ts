import { createHash } from 'node:crypto';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { FormClient, Response } from '../attacks/form-client.ts';
import { startWeb } from '../../tests/support/web.ts';

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

/** Sent by hand here, so that a header that goes missing shows. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
  'content-security-policy':
    /^default-src 'none'; script-src 'self'; style-src 'self' 'sha256-[\w+/]{43}='; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'$/,
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
  web.institution.directory.down = false;
  await look('POST', web.base, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'email=inconnue%40exemple.test',
  });
  assert.deepEqual([...statuses].sort(), [200, 303, 308, 400, 403, 404, 405, 413, 415, 422, 503]);
});

test('answers to faults of our own carry them too', async () => {
  await using sound = await startWeb();
  const { journey } = sound.institution;
  const fail = (): Promise<never> => Promise.reject(new Error('a fault'));
  await using web = await startWeb({ web: { journey: { ...journey, openLink: fail } } });
  const { status, headers } = await web.browser().send('GET', `${web.base}jeton/${'a'.repeat(43)}`);
  assert.equal(status, 500);
  assertHeaders(headers, 'a fault');
  assert.equal(headers['cache-control'], 'no-store');
});

test('assets are served from memory under hashed names, compressed, for ever', async () => {
  await using web = await startWeb({ web: { logo: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') } });
  const { body } = await web.browser().open(`${web.base}x`);
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

/** What a browser makes of the policy: a style element counts when its text has the hash that is told. */
function assertStyleAllowed({ headers, body }: Pick<Response, 'headers' | 'body'>): void {
  const style = /<style>(.*?)<\/style>/s.exec(body)?.[1];
  assert.ok(style !== undefined && style.length > 5000, 'the style stands in the page');
  const hash = createHash('sha256').update(style).digest('base64');
  assert.ok(String(headers['content-security-policy']).includes(`'sha256-${hash}'`));
}

test('the form is there with one request of less than 10 kB, in the language that is asked for', async () => {
  await using web = await startWeb();
  const sizes: number[] = [];
  for (const [language, encoding, unpack] of [
    ['fr', 'br', brotliDecompressSync],
    ['fr', 'gzip', gunzipSync],
    ['en', 'br', brotliDecompressSync],
    ['en', 'gzip', gunzipSync],
  ] as const) {
    const asked = { 'accept-language': language, 'accept-encoding': encoding };
    const answer = await web.app.inject({ url: web.base, headers: asked });
    assert.equal(answer.headers['content-encoding'], encoding);
    assert.equal(answer.headers['vary'], 'Accept-Encoding');
    assert.equal(Number(answer.headers['content-length']), answer.rawPayload.length);
    sizes.push(answer.rawPayload.length);
    const body = unpack(answer.rawPayload).toString();
    assert.equal(body, (await web.app.inject({ url: `${web.base}?lang=${language}` })).body);
    assert.match(body, new RegExp(`<html lang="${language}" `));
    assertStyleAllowed({ headers: answer.headers as Response['headers'], body });
    const fetched = [...body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url = '']) => url);
    assert.ok(!fetched.some((url) => url.includes('/assets/')));
    assert.match(body, /<link rel="icon" href="data:image\/svg\+xml,/);
  }
  assert.ok(Math.max(...sizes) < 10_000, `${sizes.join(', ')} bytes`);
});
