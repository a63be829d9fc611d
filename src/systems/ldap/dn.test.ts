import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { longestSuffix, partsOf } from './dn.ts';

describe('a distinguished name', () => {
  for (const [one, other] of [
    ['ou=people,dc=univ,dc=fr', 'OU=People, DC=univ , dc=FR'],
    ['o=Dupont\\, fils,c=fr', 'o=Dupont\\2C fils,c=fr'],
    ['cn=a+ou=b,c=fr', 'OU=b + CN=a,c=fr'],
    ['o=deux  mots,c=fr', 'o=deux mots,c=fr'],
  ] as const) {
    test(`is the same, written ${one} or ${other}`, () => {
      assert.deepEqual(partsOf(one), partsOf(other));
    });
  }

  test('stands below the longest suffix that is one of its own, part by part', () => {
    const suffixes = ['dc=fr', 'dc=univ,dc=fr', 'ou=people,dc=univ,dc=fr', 'ou=people,dc=autre,dc=fr', ''];
    const among = suffixes.map((suffix) => ({ suffix }));
    assert.equal(longestSuffix('uid=a,OU=People,DC=univ,DC=fr', among)?.suffix, 'ou=people,dc=univ,dc=fr');
    assert.equal(longestSuffix('ou=groups,dc=univ,dc=fr', among)?.suffix, 'dc=univ,dc=fr');
    // The letters are the end of it, and the parts are not.
    assert.equal(longestSuffix('dc=grand-univ,dc=fr', among.slice(1, 3)), undefined);
    assert.equal(longestSuffix('o=ailleurs', among)?.suffix, '');
  });
});
