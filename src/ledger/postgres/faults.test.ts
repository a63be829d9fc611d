import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DatabaseError } from 'pg';
import { AppError } from '../../platform/errors.ts';
import { isPassing, translate } from './faults.ts';

function answer(code: string): Error {
  return translate(Object.assign(new DatabaseError(code, code.length, 'error'), { code }));
}

const retold = (cause: Error): AppError => new AppError('LEDGER_UNAVAILABLE', 'away before the commit', { cause });

test('what passes is run again, also when it is told as something else', () => {
  for (const passing of [answer('40001'), answer('57P01'), translate(new Error('ECONNRESET'))]) {
    assert.equal(isPassing(passing), true);
    assert.equal(isPassing(retold(passing)), true);
  }
});

test('a refusal does not pass by being told as something else', () => {
  const full = answer('53100');
  assert.equal(isPassing(full), false);
  assert.equal(isPassing(retold(full)), false);
});

test('what may have been committed is not run again, whatever it met', () => {
  assert.equal(isPassing(new AppError('LEDGER_UNSURE', 'unknown', { cause: answer('57P01') })), false);
});
