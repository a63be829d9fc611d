import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commonPasswords, isCommonPassword } from './blocklist.ts';
import { measurePassword } from './characters.ts';
import { buildPolicy, PROFILE_NAMES } from './profiles.ts';
import { meetsWay, waysOf } from './ways.ts';

describe('the list of common passwords', () => {
  for (const profile of PROFILE_NAMES) {
    it(`has at least 3,000 entries that the length and class rules of ${profile} would let through`, () => {
      const ways = waysOf(buildPolicy({ profile }));
      let count = 0;
      for (const entry of commonPasswords()) {
        const typed = entry.charAt(0).toUpperCase() + entry.slice(1);
        const makeup = measurePassword(typed);
        if (ways.some((way) => meetsWay(makeup, way))) count += 1;
        if (count === 3000) break;
      }
      assert.equal(count, 3000);
    });
  }

  it('recognises each of its own entries', () => {
    let index = 0;
    for (const entry of commonPasswords()) {
      index += 1;
      if (index % 997 === 0) assert.equal(isCommonPassword(entry), true, entry);
      if (index === 1_000_000) break;
    }
    assert.equal(index, 1_000_000);
  });

  const common = [
    'Password1!',
    'Azerty123!',
    'P@ssw0rd',
    'P@$$w0rd2024',
    'MotDePasse2026!',
    'bonjour',
    'Bonjour@123',
    'SOLEIL75',
    'Été2025!',
    '12345678',
    'aaaaaaaaaaaaaaaa',
    'azertyazerty1',
    'doudou-loulou7',
    '1q2w3e4r5t',
    'Universite_2026',
  ];
  for (const password of common) it(`has ${password}`, () => assert.equal(isCommonPassword(password), true));

  const uncommon = [
    '',
    'Vmq7!tplz',
    'xpassword1!',
    'Password1!x',
    'caillou berge tuile',
    'Password1!Vmq7',
    '#?!',
    '2024',
  ];
  for (const password of uncommon) {
    it(`compares whole passwords, so that it has no ${JSON.stringify(password)}`, () =>
      assert.equal(isCommonPassword(password), false));
  }
});
