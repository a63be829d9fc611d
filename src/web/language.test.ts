import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Wishes, chooseLanguage } from './language.ts';

const BOTH = { default: 'fr', offered: ['fr', 'en'] } as const;
const NONE: Wishes = { query: undefined, cookie: undefined, accepted: undefined };

test('the query goes before the cookie, the cookie before the browser, the browser before the default', () => {
  assert.equal(chooseLanguage(BOTH, { query: 'fr', cookie: 'en', accepted: 'en' }), 'fr');
  assert.equal(chooseLanguage(BOTH, { ...NONE, cookie: 'fr', accepted: 'en' }), 'fr');
  assert.equal(chooseLanguage(BOTH, { ...NONE, accepted: 'en' }), 'en');
  assert.equal(chooseLanguage(BOTH, NONE), 'fr');
});

test('the browser is understood with its regions and its weights', () => {
  const chosen = (accepted: string) => chooseLanguage(BOTH, { ...NONE, accepted });
  assert.equal(chosen('en-GB,en;q=0.9,fr;q=0.8'), 'en');
  assert.equal(chosen('de;q=1.0, fr;q=0.3, en;q=0.7'), 'en');
  assert.equal(chosen('EN'), 'en');
  assert.equal(chosen('en;q=0, *;q=0.5'), 'fr');
  assert.equal(chosen('de-DE, ja'), 'fr');
});

test('only offered languages are chosen', () => {
  const french = { default: 'fr', offered: ['fr'] } as const;
  assert.equal(chooseLanguage(french, { query: 'en', cookie: 'en', accepted: 'en' }), 'fr');
});

test('garbage counts as nothing', () => {
  for (const garbage of ['', '__proto__', 'fr\r\nX: y', '../en', 'en;q=abc', ','.repeat(5000), 'e'.repeat(5000)]) {
    assert.equal(
      chooseLanguage(BOTH, { query: garbage, cookie: garbage, accepted: garbage }),
      'fr',
      garbage.slice(0, 20),
    );
  }
});
