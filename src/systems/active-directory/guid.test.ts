import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatGuid, parseGuid } from './guid.ts';

/** The example of MS-DTYP, 2.3.4.3. */
const TEXT = '6b29fc40-ca47-1067-b31d-00dd010662da';
const BYTES = Buffer.from('40fc296b47ca6710b31d00dd010662da', 'hex');

test('the first three groups are stored with the lowest byte first', () => {
  assert.equal(formatGuid(BYTES), TEXT);
  assert.deepEqual(parseGuid(TEXT), BYTES);
  assert.deepEqual(parseGuid(TEXT.toUpperCase()), BYTES);
});

test('nothing else is a GUID', () => {
  for (const text of ['', '*', `{${TEXT}}`, TEXT.replaceAll('-', ''), `${TEXT}0`, `${TEXT}\n`, `x${TEXT.slice(1)}`])
    assert.equal(parseGuid(text), undefined, text);
  assert.throws(() => formatGuid(BYTES.subarray(1)), RangeError);
});
