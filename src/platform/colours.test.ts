import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLACK, WHITE, contrastOf, isColour, mix, readableOn } from './colours.ts';

test('the contrast is the one that WCAG defines', () => {
  const rounded = (one: string, other: string) => Math.round(contrastOf(one, other) * 100) / 100;
  assert.equal(rounded(BLACK, WHITE), 21);
  assert.equal(rounded(WHITE, WHITE), 1);
  // The values that everybody quotes: the palest grey that is read on white, and the one beside it that is not.
  assert.equal(rounded('#767676', WHITE), 4.54);
  assert.equal(rounded(WHITE, '#777777'), 4.48);
  assert.equal(rounded('#ff0000', WHITE), 4);
  assert.equal(rounded('#0000ff', WHITE), 8.59);
  assert.equal(rounded('#333333', WHITE), 12.63);
  assert.equal(rounded('#141414', WHITE), 18.42);
});

test('a mixture lies between the two', () => {
  assert.equal(mix('#000000', '#ffffff', 0), '#000000');
  assert.equal(mix('#000000', '#ffffff', 1), '#ffffff');
  assert.equal(mix('#102030', '#304050', 0.5), '#203040');
});

test('a colour is taken only as far as it must, and comes to be read', () => {
  assert.equal(readableOn('#0000ff', [WHITE], { towards: BLACK, contrast: 4.5 }), '#0000ff');
  const darker = readableOn('#ffcc00', [WHITE, '#eeeeff'], { towards: BLACK, contrast: 4.5 });
  assert.ok(contrastOf(darker, '#eeeeff') >= 4.5 && contrastOf(darker, WHITE) < 7);
  assert.equal(readableOn('#777777', ['#767676'], { towards: WHITE, contrast: 21 }), WHITE);
});

test('only six hexadecimal figures are a colour', () => {
  assert.deepEqual(['#14255a', '#FFFFFF'].map(isColour), [true, true]);
  assert.deepEqual(['14255a', '#fff', '#14255g', 'red', '#14255a;}', ''].map(isColour), Array(6).fill(false));
});
