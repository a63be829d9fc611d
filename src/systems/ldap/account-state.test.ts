import assert from 'node:assert/strict';
import { test } from 'node:test';

import { closedBecause } from './account-state.ts';
import { dayOf } from './supann-state.ts';

const NOW = Date.UTC(2026, 7, 31, 12);

function closed(attributes: Readonly<Record<string, string | string[]>>): string {
  return closedBecause({ dn: 'uid=x', ...attributes }, NOW) ?? 'open';
}

test('a lock by guesses is no reason not to reset, and one by an administrator is', () => {
  assert.equal(closed({ pwdAccountLockedTime: '20260831115900Z' }), 'open');
  assert.equal(closed({ pwdAccountLockedTime: '000001010000Z' }), 'locked by the administration');
  assert.equal(closed({ accountUnlockTime: '20260831135900Z', passwordRetryCount: '3' }), 'open');
  assert.equal(closed({ nsAccountLock: 'FALSE' }), 'open');
  assert.equal(closed({ nsaccountlock: 'true' }), 'locked by the administration');
});

test('a shadow expiry counts from its day on; 0 and -1 are none', () => {
  const today = dayOf(NOW);
  assert.equal(closed({ shadowExpire: String(today + 1) }), 'open');
  assert.equal(closed({ shadowExpire: String(today) }), 'expired');
  assert.equal(closed({ shadowExpire: '1' }), 'expired');
  for (const never of ['0', '-1', '', 'x']) assert.equal(closed({ shadowExpire: never }), 'open', never);
});

test('an end that the password policy keeps counts to the second', () => {
  assert.equal(closed({ pwdEndTime: '20260831120001Z' }), 'open');
  assert.equal(closed({ pwdEndTime: '20260831120000Z' }), 'expired');
  assert.equal(closed({ pwdEndTime: '202608311200Z' }), 'expired');
});

test('an entry without any of it is open', () => {
  assert.equal(closed({}), 'open');
  assert.equal(closed({ shadowExpire: [], nsAccountLock: [], supannRessourceEtat: [] }), 'open');
});
