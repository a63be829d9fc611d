import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logoName, proportionOf } from './logo.ts';

const svg = (attributes: string) => Buffer.from(`<?xml version="1.0"?>\n<svg ${attributes}><rect width="1"/></svg>`);

function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(33);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(bytes);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

test('the proportion of a logo is read from the file', () => {
  assert.deepEqual(proportionOf(svg('xmlns="x" width="240" height="72"')), { width: 240, height: 72 });
  assert.deepEqual(proportionOf(svg('width="100%" viewBox="0 0 300 100" height="100%"')), { width: 300, height: 100 });
  assert.deepEqual(proportionOf(svg("viewBox='0, 0, 30.5, 10'")), { width: 30.5, height: 10 });
  assert.deepEqual(proportionOf(svg('width="12cm" height="4cm"')), { width: 12, height: 4 });
  assert.deepEqual(proportionOf(png(640, 160)), { width: 640, height: 160 });
});

test('a file that does not tell has none', () => {
  for (const attributes of [
    '',
    'width="100%" height="100%"',
    'viewBox="0 0 0 10"',
    'viewBox="a b c d"',
    'width="-3"',
  ]) {
    assert.equal(proportionOf(svg(attributes)), undefined, attributes);
  }
  assert.equal(proportionOf(png(640, 160).subarray(0, 12)), undefined);
  assert.equal(proportionOf(Buffer.from('no picture')), undefined);
  assert.deepEqual([logoName(png(1, 1)), logoName(svg(''))], ['logo.png', 'logo.svg']);
});
