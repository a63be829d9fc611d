import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isLoopback, readServer } from './server.ts';

const TLS = { mode: 'ldaps', ca: undefined } as const;
const PLAIN = { mode: 'none', ca: undefined } as const;

test('host and port come from the URL, the port by default from its scheme', () => {
  const { host, port } = readServer('ldaps://ldap1.univ.example', TLS);
  assert.deepEqual({ host, port }, { host: 'ldap1.univ.example', port: 636 });
  assert.equal(readServer('ldap://ldap1.univ.example', PLAIN).port, 389);
  assert.equal(readServer('ldap://ldap1.univ.example:1389/', PLAIN).port, 1389);
  assert.equal(readServer('ldaps://[2001:db8::1]:1636', TLS).host, '2001:db8::1');
});

test('a scheme that contradicts the protection is refused, whichever way', () => {
  for (const url of ['ldap://ldap.univ.example', 'ldaps://', 'ldapi:///run/ldapi', 'ldap.univ.example', ''])
    assert.throws(() => readServer(url, TLS), { code: 'SETTINGS_INVALID' }, url);
  for (const mode of ['none', 'starttls'] as const)
    assert.throws(() => readServer('ldaps://ldap.univ.example', { mode, ca: undefined }), { code: 'SETTINGS_INVALID' });
});

test('only this very machine counts as loopback', () => {
  const isLocal = (host: string): boolean => isLoopback(readServer(`ldap://${host}`, PLAIN));
  for (const host of ['127.0.0.1', '127.0.0.53', 'localhost', '[::1]']) assert.equal(isLocal(host), true, host);
  for (const host of ['ldap.univ.example', '10.0.0.1', '127.0.0.1.univ.example', 'localhost.univ.example'])
    assert.equal(isLocal(host), false, host);
});
