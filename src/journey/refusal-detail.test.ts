import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REFUSALS } from '../systems/directory.ts';
import { refusalDetail, refusalIn } from './refusal-detail.ts';

test('the reason of a refusal is read back from what the delivery says, and from nothing else', () => {
  for (const reason of REFUSALS) assert.equal(refusalIn(refusalDetail(reason, 'quality: 72 bytes')), reason);
  for (const other of [null, '', 'HTTP 503', 'history', 'no history: none']) assert.equal(refusalIn(other), undefined);
});
