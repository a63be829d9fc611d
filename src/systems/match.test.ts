import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameName } from './match.ts';

test('a name is the same in capitals, and however its accents are composed', () => {
  for (const [one, other] of [
    ['KMARTIN', 'kmartin'],
    ['e\u0301ric', '\u00c9ric'],
  ] as const) {
    assert.ok(isSameName(one, other), one);
  }
});

test('nothing beyond ASCII is taken for a letter of ASCII: that is somebody else', () => {
  for (const stranger of ['\u212amartin', '\uff4bmartin', 'kmart\u0131n', 'km\u00e4rtin']) {
    assert.ok(!isSameName(stranger, 'kmartin'), stranger);
  }
  assert.ok(!isSameName('\u017fam', 'sam'));
});
