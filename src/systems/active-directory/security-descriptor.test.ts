import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MARK_GUID, RESET_GUID } from './delegation.ts';
import { parseGuid } from './guid.ts';
import { formatSid, grants, isCutOff } from './security-descriptor.ts';

const sid = (rid: number): Buffer => Buffer.from([1, 2, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, rid & 0xff, rid >> 8, 0, 0]);
const RESET = { access: 'extended', guid: RESET_GUID } as const;
const SERVICE = sid(1103);
const GROUP = sid(513);
const STRANGER = sid(9999);
const OTHER_RIGHT = 'ab721a53-1e2f-11d0-9819-00aa0040529b';
const CONTROL_ACCESS = 0x100;
const READ = 0x10;
const INHERIT_ONLY = 8;

interface Entry {
  readonly type: 0 | 1 | 5 | 6;
  readonly sid: Buffer;
  readonly mask?: number;
  readonly flags?: number;
  readonly right?: string;
}

/** MS-DTYP, 2.4.4. */
function ace({ type, sid: who, mask = CONTROL_ACCESS, flags = 0, right }: Entry): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt8(type, 0);
  head.writeUInt8(flags, 1);
  head.writeUInt32LE(mask, 4);
  const guid = (right === undefined ? undefined : parseGuid(right)) ?? Buffer.alloc(0);
  const present = type < 5 ? Buffer.alloc(0) : Buffer.from([right === undefined ? 0 : 1, 0, 0, 0]);
  const whole = Buffer.concat([head, present, guid, who]);
  whole.writeUInt16LE(whole.length, 2);
  return whole;
}

function descriptor(...entries: readonly Entry[]): Buffer {
  const head = Buffer.alloc(20);
  head.writeUInt8(1, 0);
  head.writeUInt16LE(0x8004, 2);
  head.writeUInt32LE(20, 16);
  const list = Buffer.concat(entries.map(ace));
  const acl = Buffer.alloc(8);
  acl.writeUInt8(4, 0);
  acl.writeUInt16LE(8 + list.length, 2);
  acl.writeUInt16LE(entries.length, 4);
  return Buffer.concat([head, acl, list]);
}

const mayReset = (...entries: readonly Entry[]): boolean | undefined =>
  grants(descriptor(...entries), { ...RESET, sids: [SERVICE, GROUP] });

test('a right is granted by name, with all rights of its kind, or to a group', () => {
  assert.equal(mayReset({ type: 5, sid: SERVICE, right: RESET_GUID }), true);
  assert.equal(mayReset({ type: 5, sid: SERVICE }), true);
  assert.equal(mayReset({ type: 0, sid: GROUP }), true);
});

test('a right is not granted by what is granted to others, on the objects below only, or for another right', () => {
  assert.equal(mayReset(), false);
  assert.equal(mayReset({ type: 5, sid: STRANGER, right: RESET_GUID }), false);
  assert.equal(mayReset({ type: 5, sid: SERVICE, right: OTHER_RIGHT }), false);
  assert.equal(mayReset({ type: 5, sid: SERVICE, right: RESET_GUID, flags: INHERIT_ONLY }), false);
  assert.equal(mayReset({ type: 0, sid: SERVICE, mask: 0x20 }), false);
});

test('the first entry that speaks of it decides', () => {
  const allow: Entry = { type: 5, sid: SERVICE, right: RESET_GUID };
  assert.equal(mayReset({ type: 6, sid: GROUP, right: RESET_GUID }, allow), false);
  assert.equal(mayReset({ type: 1, sid: SERVICE }, allow), false);
  assert.equal(mayReset(allow, { type: 1, sid: SERVICE }), true);
});

test('without a list everything is granted; half a descriptor is none', () => {
  const open = descriptor();
  open.writeUInt32LE(0, 16);
  assert.equal(grants(open, { ...RESET, sids: [SERVICE] }), true);
  const whole = descriptor({ type: 5, sid: STRANGER, right: RESET_GUID });
  for (const length of [0, 3, 19, 24, 30, 40])
    assert.equal(grants(whole.subarray(0, length), { ...RESET, sids: [SERVICE] }), undefined, String(length));
});

test('to read an attribute is granted by its name, or with all attributes, and not by a right of another kind', () => {
  const mayRead = (...entries: readonly Entry[]): boolean | undefined =>
    grants(descriptor(...entries), { access: 'read', guid: MARK_GUID, sids: [SERVICE, GROUP] });
  assert.equal(mayRead({ type: 5, sid: SERVICE, mask: READ, right: MARK_GUID }), true);
  assert.equal(mayRead({ type: 0, sid: GROUP, mask: READ }), true);
  assert.equal(mayRead({ type: 0, sid: GROUP }), false);
  assert.equal(mayRead({ type: 5, sid: SERVICE, mask: READ, right: OTHER_RIGHT }), false);
});

test('an entry that takes over nothing from above is told by its list', () => {
  const whole = descriptor({ type: 0, sid: STRANGER });
  assert.equal(isCutOff(whole), false);
  whole.writeUInt16LE(0x9004, 2);
  assert.equal(isCutOff(whole), true);
  assert.equal(isCutOff(Buffer.alloc(2)), false);
});

test('a SID is written as commands take it', () => {
  assert.equal(formatSid(SERVICE), 'S-1-5-21-1103');
});
