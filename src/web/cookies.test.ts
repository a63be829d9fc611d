import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestToken } from '../../tests/support/steps.ts';
import { startWeb } from '../../tests/support/web.ts';

const ADDRESS = 'camille@exemple.test';

/** The cookies that a mailed link sets, as they are on the wire. */
async function cookiesAt(publicUrl: string): Promise<readonly string[]> {
  await using web = await startWeb({ settings: { publicUrl: new URL(publicUrl) } });
  web.institution.directory.add('28700001', [ADDRESS]);
  const token = await requestToken(web.institution, ADDRESS);
  const { status, headers } = await web.browser().send('GET', `${web.base}jeton/${token}`);
  assert.equal(status, 303);
  assert.equal(headers['strict-transport-security'] !== undefined, publicUrl.startsWith('https:'));
  return [headers['set-cookie'] ?? []].flat().map((line) => line.replace(token, 'TOKEN'));
}

test('under a path, cookies stay under the path', async () => {
  assert.deepEqual(await cookiesAt('https://www-atu.univ.example/creation-motdepasse/'), [
    '__Secure-jeton-form=1; Path=/creation-motdepasse/; HttpOnly; Secure; SameSite=Strict',
    '__Secure-jeton=TOKEN; Path=/creation-motdepasse/; HttpOnly; Secure; SameSite=Lax',
  ]);
});

test('at the root of a host, cookies are bound to it', async () => {
  assert.deepEqual(await cookiesAt('https://jeton.univ.example/'), [
    '__Host-jeton-form=1; Path=/; HttpOnly; Secure; SameSite=Strict',
    '__Host-jeton=TOKEN; Path=/; HttpOnly; Secure; SameSite=Lax',
  ]);
});

test('over plain HTTP they carry no prefix, which browsers would not take', async () => {
  assert.deepEqual(await cookiesAt('http://127.0.0.1:8080/'), [
    'jeton-form=1; Path=/; HttpOnly; SameSite=Strict',
    'jeton=TOKEN; Path=/; HttpOnly; SameSite=Lax',
  ]);
});

test('a path may hold letters beyond ASCII and colons', async () => {
  const [first] = await cookiesAt('https://univ.example/cr%C3%A9ation:mot/');
  assert.match(first ?? '', /Path=\/cr%C3%A9ation:mot\//);
});
