import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BusyError, ConstraintViolationError, InsufficientAccessError, UnwillingToPerformError } from 'ldapts';

import { refusalIn } from './refusal.ts';

test('the number of the password policy control decides, whatever the result says', () => {
  const says = (policyError: number): string | undefined => refusalIn(new ConstraintViolationError('no'), policyError);
  const expected = { 3: 'not-allowed', 4: 'not-allowed', 5: 'quality', 6: 'too-short', 7: 'too-young', 8: 'history' };
  for (const [number, reason] of Object.entries(expected)) assert.equal(says(Number(number)), reason);
  // pwdMaxLength came with OpenLDAP 2.6; Debian's 2.5 cannot answer so.
  assert.equal(says(9), 'too-long');
});

test('a service account without the right is told from a policy that lets nobody change the password', () => {
  const says = (words: string): string | undefined => refusalIn(new InsufficientAccessError(words), 3);
  assert.equal(says('User alteration of password is not allowed'), 'not-allowed');
  // 389 Directory Server.
  assert.equal(says('Insufficient access rights'), undefined);
});

test('without the control, the result code and the words decide', () => {
  const says = (words: string): string | undefined => refusalIn(new ConstraintViolationError(words), undefined);
  assert.equal(says('Password is in history of old passwords'), 'history');
  assert.equal(says('invalid password syntax: password must be at least 12 characters long'), 'too-short');
  assert.equal(says('Password is too long'), 'too-long');
  assert.equal(says('Password is too young to change'), 'too-young');
  assert.equal(says('within password minimum age'), 'too-young');
  assert.equal(says('no'), 'quality');
  assert.equal(refusalIn(new UnwillingToPerformError('Password is in history'), undefined), 'history');
});

test('an answer that is no verdict on the password is no refusal', () => {
  assert.equal(refusalIn(new BusyError(), undefined), undefined);
  assert.equal(refusalIn(new Error('the connection was lost'), undefined), undefined);
  assert.equal(refusalIn(new InsufficientAccessError(), undefined), undefined);
  assert.equal(refusalIn(new UnwillingToPerformError('database is read-only'), undefined), undefined);
});
