import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopback, overlap, readCidr, readHost } from './networks.ts';

test('networks come out in their canonical writing, and a lone address as itself', () => {
  const cases = {
    '10.1.0.0/16': '10.1.0.0/16',
    '127.0.0.1': '127.0.0.1/32',
    '::1': '::1/128',
    '2001:DB8:0::/48': '2001:db8::/48',
  };
  for (const [text, value] of Object.entries(cases)) assert.deepEqual(readCidr(text), { kind: 'ok', value }, text);
});

test('networks that are none, or that different programs read differently, are refused', () => {
  const wrong = [
    '',
    'proxy',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '010.0.0.0/8',
    '0x0a.0.0.0/8',
    '::/0',
    '0.0.0.0/0',
    '10.0.0.1/8',
    '2001:db8::1/48',
    '10.0.0.0/255.0.0.0',
  ];
  for (const text of wrong) assert.equal(readCidr(text).kind, 'fault', text);
});

test('hosts are names or addresses alone', () => {
  for (const text of [
    'localhost',
    'ldap1.univ.example',
    '127.0.0.1',
    '::1',
    '2001:db8::1',
    'xn--bcher-kva.example',
    'mx_1.univ.example',
  ]) {
    assert.equal(readHost(text).kind, 'ok', text);
  }
  for (const text of [
    '',
    'a b',
    'a:25',
    '[::1]',
    '127.1',
    '0x7f.1',
    '2130706433',
    '-a',
    'a..b',
    'a/b',
    'user@host',
    'é.example',
  ]) {
    assert.equal(readHost(text).kind, 'fault', text);
  }
});

test('loopback is this machine alone', () => {
  for (const host of [
    'localhost',
    'LOCALHOST',
    'a.localhost',
    '127.0.0.1',
    '127.8.8.8',
    '::1',
    '[::1]',
    '::ffff:127.0.0.1',
  ]) {
    assert.ok(isLoopback(host), host);
  }
  for (const host of [
    'localhost.univ.example',
    '128.0.0.1',
    '0.0.0.0',
    '::',
    '[fe80::1]',
    '127.0.0.1.univ.example',
    '',
  ]) {
    assert.ok(!isLoopback(host), host);
  }
});

test('hosts to listen on overlap when they are the same or one is every address', () => {
  assert.ok(overlap('::', '10.0.0.1'));
  assert.ok(overlap('localhost', '127.0.0.1'));
  assert.ok(!overlap('10.0.0.1', '127.0.0.1'));
});
