import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOwnForm } from './same-origin.ts';

const origin = 'https://www-atu.univ.example';

function isOwn(headers: Record<string, string>, withFormCookie = false): boolean {
  return isOwnForm({ headers, origin, withFormCookie });
}

test('what Sec-Fetch-Site says decides', () => {
  assert.equal(isOwn({ 'sec-fetch-site': 'same-origin', origin: 'null' }), true);
  assert.equal(isOwn({ 'sec-fetch-site': 'none' }), true);
  for (const site of ['cross-site', 'same-site', '', 'Same-Origin', 'garbage']) {
    assert.equal(isOwn({ 'sec-fetch-site': site, origin }, true), false, site);
  }
});

test('without it, the origin must be ours to the letter', () => {
  assert.equal(isOwn({ origin }), true);
  for (const other of [
    'http://www-atu.univ.example',
    'https://www-atu.univ.example:8443',
    'https://www-atu.univ.example.evil.example',
    'https://univ.example',
    '',
  ]) {
    assert.equal(isOwn({ origin: other, referer: `${origin}/` }, true), false, other);
  }
});

test('an opaque origin is ours only with the cookie that other sites cannot make a browser send', () => {
  assert.equal(isOwn({ origin: 'null' }), false);
  assert.equal(isOwn({ origin: 'null' }, true), true);
});

test('without either, a referrer must be of our origin', () => {
  assert.equal(isOwn({ referer: `${origin}/creation-motdepasse/` }), true);
  assert.equal(isOwn({ referer: 'https://evil.example/?https://www-atu.univ.example/' }), false);
  assert.equal(isOwn({ referer: 'garbage' }), false);
});

test('a client that is no browser sends none of them, and may post', () => {
  assert.equal(isOwn({}), true);
});
