import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ConstraintViolationError,
  InsufficientAccessError,
  InvalidCredentialsError,
  OperationsError,
  UnwillingToPerformError,
} from 'ldapts';
import { judgeBind, subCodeOf, verdictIn } from './sub-codes.ts';

const refused = (reason: string): unknown => ({ kind: 'refused', reason });

test('the Win32 error is the eight digits before the colon', () => {
  assert.equal(subCodeOf(new Error('0000052D: SvcErr: DSID-031A12D2, problem 5003')), '52d');
  assert.equal(subCodeOf(new Error('00000005: SecErr: DSID-0')), '5');
  assert.equal(subCodeOf(new Error('error in module acl: insufficient access rights')), undefined);
  assert.equal(subCodeOf(new Error('0000052D without a colon')), undefined);
});

test('Samba says which rule it was', () => {
  const said = (words: string): unknown => verdictIn(new ConstraintViolationError(`0000052D: ${words}`));
  const prefix = 'Constraint violation - check_password_restrictions: the password';
  assert.deepEqual(
    said(`${prefix} is too short. It should be equal to or longer than 10 characters!`),
    refused('too-short'),
  );
  assert.deepEqual(said(`${prefix} does not meet the complexity criteria!`), refused('quality'));
  assert.deepEqual(said(`${prefix} was already used (in history)!`), refused('history'));
  assert.deepEqual(said(`${prefix} is too young to change!`), refused('too-young'));
});

test('Windows says only that it was one of them', () => {
  const words =
    '0000052D: AtrErr: DSID-03191083, #1:\n\t0: 0000052D: problem 1005 (CONSTRAINT_ATT_TYPE), Att 9005a (unicodePwd)';
  assert.deepEqual(verdictIn(new ConstraintViolationError(words)), { kind: 'against-policy' });
});

test('a missing right is no verdict on the password, and other answers are no verdict at all', () => {
  assert.equal(verdictIn(new InsufficientAccessError('00000005: SecErr'))?.kind, 'no-right');
  assert.equal(verdictIn(new UnwillingToPerformError('00000005: SvcErr: DSID-0'))?.kind, 'no-right');
  assert.equal(verdictIn(new UnwillingToPerformError('0000001F: SvcErr: DSID-0'))?.kind, 'takes-none');
  assert.equal(verdictIn(new UnwillingToPerformError('00002035: SvcErr: DSID-0'))?.kind, 'takes-none');
  assert.equal(verdictIn(new OperationsError('00000020: SvcErr: DSID-0, problem 5012')), undefined);
  assert.equal(verdictIn(new Error('the connection was lost')), undefined);
});

test('a bind that is refused says whether the password was the right one', () => {
  const answer = (data: string): Error =>
    new InvalidCredentialsError(
      `80090308: LdapErr: DSID-0C09041C, comment: AcceptSecurityContext error, data ${data}, v4563`,
    );
  for (const data of ['532', '773', '530', '531']) assert.deepEqual(judgeBind(answer(data)), { kind: 'valid' }, data);
  for (const data of ['52e', '525', '533', '701']) assert.equal(judgeBind(answer(data)), undefined, data);
  assert.equal(judgeBind(answer('775'))?.kind, 'unreachable');
  assert.equal(judgeBind(new InvalidCredentialsError('Simple Bind Failed')), undefined);
});
