import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from '../platform/random.ts';
import { hashCode, hashWaiting, newCode, readCode, writeCode } from './short-codes.ts';

const random = (bytes: readonly number[]) => ({ ...systemRandom, bytes: () => Buffer.from(bytes) });

test('forty bits are eight signs, each of five', () => {
  assert.equal(newCode(random([0, 0, 0, 0, 0])), '00000000');
  assert.equal(newCode(random([255, 255, 255, 255, 255])), 'ZZZZZZZZ');
  assert.equal(newCode(random([0b00001_000, 0b10_00011_0, 0b0100_0010, 0b1_00110_00, 0b111_01000])), '12345678');
});

test('every sign comes up, in every place', () => {
  const seen = Array.from({ length: 8 }, () => new Set<string>());
  for (let tries = 0; tries < 2000; tries += 1) {
    Array.from(newCode(systemRandom)).forEach((sign, place) => seen[place]?.add(sign));
  }
  assert.deepEqual(
    seen.map(({ size }) => size),
    [32, 32, 32, 32, 32, 32, 32, 32],
  );
});

test('what is written is read again, however somebody types it', () => {
  for (const typed of [
    'K7QM-30T1',
    'k7qm-30t1',
    ' k7qm 30t1 ',
    'K7QM30T1',
    'K7QM–3OTI',
    'k7qm-3otl',
    'Ｋ７ＱＭ－３０Ｔ１',
    '\u2066K7QM-30T1\u2069',
    '\u200EK7QM-30T1\u200F',
  ]) {
    assert.equal(readCode(typed), 'K7QM30T1', typed);
  }
  assert.equal(writeCode('K7QM30T1'), 'K7QM-30T1');
});

test('what is too short, too long or has another sign is no code', () => {
  for (const typed of ['', '-', 'K7QM-30T', 'K7QM-30T11', 'K7QM-30TU', 'K7QM_30T1', 'é7QM-30T1']) {
    assert.equal(readCode(typed), undefined, typed);
  }
});

test('every bit of what a browser is known by is in the hash', () => {
  const key = Buffer.from(hashWaiting('a'.repeat(43)), 'base64url');
  const hashWith = (bytes: Buffer): string =>
    Buffer.from(hashCode(bytes.toString('base64url'), 'K7QM30T1')).toString('hex');
  assert.equal(key.length, 32);
  for (let bit = 0; bit < 256; bit += 1) {
    const other = Buffer.from(key);
    other.writeUInt8(other.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    assert.notEqual(hashWith(other), hashWith(key), `bit ${bit}`);
  }
});

test('a hash is of one code and one browser', () => {
  const [one, other] = [hashWaiting('a'.repeat(43)), hashWaiting('b'.repeat(43))];
  const hashes = [hashCode(one, 'K7QM30T1'), hashCode(other, 'K7QM30T1'), hashCode(one, 'K7QM30T2')];
  assert.equal(new Set(hashes.map((hash) => Buffer.from(hash).toString('hex'))).size, 3);
});
