import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blot } from './blot.ts';

test('no beginning of a password is left where what a program wrote is cut, in base64 neither', () => {
  const password = 'Nouveau-5-mot-de-passe';
  for (const form of [password, Buffer.from(password).toString('base64')]) {
    for (let before = 170; before < 200; before += 1) {
      const text = blot('-'.repeat(before) + form, password);
      assert.doesNotMatch(text, new RegExp(form.slice(0, 3)), `${form} after ${before}`);
    }
  }
});
