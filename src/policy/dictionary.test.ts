import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadDictionary } from './dictionary.ts';

const lines = await loadDictionary();
const lineOf = (word: string): number => lines.findIndex((line) => line.includes(word));

describe('the dictionary of the advice', () => {
  test('what is said often stands before what is said seldom', () => {
    const places = ['bonjour', 'bibliotheque', 'grenouille', 'pamplemousse'].map(lineOf);
    assert.ok(!places.includes(-1), places.join());
    assert.deepEqual(
      places,
      places.toSorted((one, other) => one - other),
    );
    assert.ok((places[0] ?? 0) < (places[3] ?? 0), places.join());
  });

  test('our own words are among the commonest, and common English ones are known', () => {
    assert.deepEqual(['motdepasse', 'azertyuiop', 'passw0rd'].map(lineOf), [0, 0, 0]);
    assert.ok(lineOf('kitchen') >= 0);
  });

  test('no word stands there twice, with an accent or a capital letter, or too short', () => {
    const words = lines.flat();
    assert.ok(words.length > 20_000);
    assert.equal(new Set(words).size, words.length);
    assert.deepEqual(
      words.filter((word) => word.length < 4 || word !== word.toLowerCase() || /[^\x21-\x7e]/.test(word)),
      [],
    );
  });
});
