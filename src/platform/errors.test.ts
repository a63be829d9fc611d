import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { AppError, ERROR_CODES, messageOf } from './errors.ts';

const documented = await readFile(join(import.meta.dirname, '../../docs/errors.md'), 'utf8');

/** Heading to text. */
const sections = new Map(
  documented
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...lines] = section.split('\n');
      return [heading, lines.join('\n')];
    }),
);

test('every error code is documented, in the order of the registry, and no other one', () => {
  assert.deepEqual([...sections.keys()], Object.keys(ERROR_CODES));
});

test('every error code is documented with when it occurs and with the mend', () => {
  for (const [code, text] of sections) {
    assert.match(text, /^\*\*When\.\*\* \S/m, code);
    assert.match(text, /^\*\*Mend\.\*\* \S/m, code);
  }
});

test('an error without a detail says what its code stands for, and keeps what was thrown below', () => {
  const cause = new Error('no space left');
  const error = new AppError('LEDGER_UNAVAILABLE', undefined, { cause });
  assert.equal(error.message, ERROR_CODES.LEDGER_UNAVAILABLE);
  assert.equal(error.cause, cause);
});

test('anything thrown has something to print', () => {
  assert.equal(messageOf(new AppError('USAGE', 'no such command')), 'no such command');
  assert.equal(messageOf(404), '404');
});
