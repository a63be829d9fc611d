import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { attackWith } from '../../src/attacks/row.ts';
import { ROWS } from '../../src/attacks/rows/index.ts';
import { type Bench, startBench } from './bench.ts';

describe('the running product holds against', () => {
  let bench: Bench;
  before(async () => (bench = await startBench()));
  after(() => bench[Symbol.asyncDispose]());

  for (const row of ROWS) {
    test(`${row.number}: ${row.title}`, async () => {
      const verdict = await attackWith(row, bench.scene);
      assert.ok(verdict.kind === 'held', JSON.stringify(verdict, undefined, 2));
    });
  }
});
