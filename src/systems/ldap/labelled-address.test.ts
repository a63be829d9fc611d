import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addressIn, usableLabels } from './labelled-address.ts';

test('an address is read from under a usable label, whatever its case, and from no label at all', () => {
  const labels = ['PERSO', 'SECOURS'];
  assert.equal(addressIn('a@exemple.test', labels), 'a@exemple.test');
  assert.equal(addressIn('{PERSO}A@exemple.test', labels), 'A@exemple.test');
  assert.equal(addressIn('{perso}a@exemple.test', labels), 'a@exemple.test');
  assert.equal(addressIn('{SECOURS}a@exemple.test', labels), 'a@exemple.test');
});

test('any other label, and anything that is no label, leads to no address', () => {
  for (const value of [
    '{PRO}a@exemple.test',
    '{}a@exemple.test',
    '{PERSO}',
    '{PERSO',
    '{',
    '{PERSO}{PRO}a@exemple.test',
  ])
    assert.equal(addressIn(value, ['PERSO']), undefined, value);
});

test('PARENTS is never usable, in whatever case the settings write it', () => {
  assert.deepEqual(usableLabels(['PARENTS', 'parents', 'PERSO']), ['PERSO']);
});
