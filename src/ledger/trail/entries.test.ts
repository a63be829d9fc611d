import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENT_KINDS } from '../events.ts';
import type { EventRow } from '../schema.ts';
import { ENTRY_FIELDS, entryOf, writeCsvLine, writeJsonLine } from './entries.ts';

const ROW: EventRow = {
  ...{ id: 1, at: Date.UTC(2026, 10, 25, 4, 5, 6, 7), kind: 'request.sent', reset_id: 'r', account_id: null },
  ...{ recipient: null, detail: '{"address":"l•••@e•••.fr"}', actor: null, client: '192.0.2.7' },
  ...{ chain: 0, seq: 9, salt: new Uint8Array(16), digest: null, link: new Uint8Array(32), link_key: 'k' },
};

test('no field of a CSV line begins as a formula does, and quotes, commas and line breaks stay in their field', () => {
  const dangerous = ['=1+1', '+1', '-1', '@x', '\tx', '\rx', '\nx', '\0x'];
  for (const text of dangerous) assert.match(writeCsvLine([text]), /^"?'/, JSON.stringify(text));
  assert.equal(writeCsvLine(['a,b', 'say "x"', 'two\nlines', '', null, 7]), '"a,b","say ""x""","two\nlines",,,7');
  assert.equal(writeCsvLine(['="a"', 'a=1']), '"\'=""a""",a=1');
});

test('a line of JSON holds who, what, when, where from and the outcome, whatever stands in it', () => {
  const line = writeJsonLine(entryOf({ ...ROW, actor: 'a\nb' }));
  assert.ok(!line.includes('\n'));
  assert.deepEqual(JSON.parse(line), {
    ...{ id: 1, time: '2026-11-25T04:05:06.007Z', kind: 'request.sent', outcome: 'success', actor: 'a\nb' },
    ...{ owasp: 'authn_token_created', client: '192.0.2.7', reset: 'r', detail: { address: 'l•••@e•••.fr' } },
    anchor: '0.9.AAAAAAAAAAAAAAAAAAAAAA',
  });
  assert.equal((JSON.parse(writeJsonLine(entryOf({ ...ROW, detail: '{' }))) as { detail: string }).detail, '{');
});

test('an entry whose time somebody has made no time is written nevertheless', () => {
  for (const at of [Number.MAX_SAFE_INTEGER, Number.NaN]) assert.equal(entryOf({ ...ROW, at }).time, at);
});

test('every kind says whether it went well and who does it', () => {
  for (const kind of Object.keys(EVENT_KINDS)) {
    const { outcome, actor } = entryOf({ ...ROW, kind });
    assert.ok(typeof outcome === 'string' && typeof actor === 'string', kind);
  }
  assert.equal(Object.keys(entryOf({ ...ROW, kind: 'of.tomorrow' })).length, ENTRY_FIELDS.length);
});
