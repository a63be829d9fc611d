import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redact } from './redact.ts';

const PASSWORD = 'Mot "de" passe+1';

for (const [how, form] of [
  ['as it is', PASSWORD],
  ['in JSON', 'Mot \\"de\\" passe+1'],
  ['in a URL', 'Mot%20%22de%22%20passe%2B1'],
  ['in a form', 'Mot+%22de%22+passe%2B1'],
  ['in base64', 'TW90ICJkZSIgcGFzc2UrMQ=='],
] as const) {
  test(`a password is taken out wherever it stands, ${how}`, () => {
    assert.equal(redact(`a ${form} b ${form}`, PASSWORD), 'a [redacted] b [redacted]');
  });
}

test('an empty password is nowhere', () => {
  assert.equal(redact('abc', ''), 'abc');
});
