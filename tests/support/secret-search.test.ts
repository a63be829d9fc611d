import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSecrets, formsOf } from './secret-search.ts';

const SECRET = 'Canari-7Qz!x4Wm2-Vb9';

test('a secret is found in whatever form it stands, at any place of an encoded text', () => {
  for (const [form, bytes] of formsOf(SECRET)) {
    const haystack = Buffer.concat([Buffer.from('{"detail":"'), bytes, Buffer.from('"}')]);
    assert.ok(findSecrets(new Map([['a file', haystack]]), { canary: SECRET }).length > 0, form);
  }
  for (const encoding of ['base64', 'base64url', 'hex'] as const) {
    for (const before of ['', 'a', 'ab', 'abc', 'é"']) {
      const haystack = Buffer.from(Buffer.from(`${before}${SECRET}${before}?`).toString(encoding));
      const found = findSecrets(new Map([['a file', haystack]]), { canary: SECRET });
      assert.ok(found.length > 0, `${encoding} after ${JSON.stringify(before)}`);
    }
  }
});

test('a token is found in a mail that breaks the line within it', () => {
  const token = 'u7Jq0vV2mX9sTz4LrYb6NcWe1KdHa8PfGi3OoQk5UxE';
  for (let at = 1; at < token.length; at += 1) {
    const mail = Buffer.from(`https://univ.example/jeton/${token.slice(0, at)}=\r\n${token.slice(at)}`);
    assert.ok(findSecrets(new Map([['a mail', mail]]), { token }).length > 0, String(at));
  }
});

test('what is not there is not found', () => {
  const haystack = Buffer.from(`${SECRET.slice(1)} ${Buffer.from(SECRET.slice(0, -3)).toString('hex')}`);
  assert.deepEqual(findSecrets(new Map([['a file', haystack]]), { canary: SECRET }), []);
});
