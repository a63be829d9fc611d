import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROWS } from '../../src/attacks/rows/index.ts';
import { WEAKENED } from './weakened/index.ts';

/** That each of them is broken by its row, `npm run attacks -- --weakened` tries: a start for each takes its time. */
describe('the builds that are weaker', () => {
  test('are one for each row, at the least', () => {
    assert.deepEqual(
      [...new Set(WEAKENED.map(({ row }) => row))],
      ROWS.map(({ number }) => number),
    );
  });

  for (const { row, what, edits } of WEAKENED) {
    test(`${row}: ${what}: the text that is changed is there, once`, () => {
      for (const { file, from } of edits) {
        const text = readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
        assert.equal(text.split(from).length - 1, 1, `${file}: ${from}`);
      }
    });
  }
});
