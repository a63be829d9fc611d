import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';

import type { LdapDirectorySettings } from '../../src/config/settings.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { AppError } from '../../src/platform/errors.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Directory } from '../../src/systems/directory.ts';
import { LdapConnection } from '../../src/systems/ldap/connection.ts';
import { openLdapDirectory } from '../../src/systems/ldap/ldap-directory.ts';
import { readServer } from '../../src/systems/ldap/server.ts';
import { createClock } from '../support/clock.ts';
import { FIXED } from '../support/fixed-people.ts';
import { findFreePort } from '../support/free-port.ts';
import { ldapSettings, tlsOf } from '../support/ldap-settings.ts';
import { firstPasswordOf } from '../support/person.ts';
import { createPki } from '../support/pki.ts';
import { startSlapd, type Slapd } from '../support/slapd.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { createTempFolder } from '../support/temp-folder.ts';

const { number, address } = FIXED.plain;
const OLD = firstPasswordOf(number);

function open(slapd: Slapd, changes: Partial<LdapDirectorySettings> = {}, clock = systemClock): Directory {
  return openLdapDirectory(ldapSettings(slapd, changes), { clock });
}

async function idOf(directory: Directory): Promise<string> {
  const found = await directory.findByNumber(number);
  if (found.kind !== 'found') assert.fail(JSON.stringify(found));
  return found.account.id;
}

/** Asks for the same person until they are found, and says how many askings were in vain. */
async function untilFound(directory: Directory): Promise<number> {
  for (let failures = 0; failures < 20; failures += 1) {
    if ((await directory.findByAddress(address)).kind === 'found') return failures;
  }
  assert.fail('not found again');
}

function assertSilent(proxy: TcpProxy, secrets: readonly string[]): void {
  const sent = proxy.sent;
  for (const secret of secrets) assert.equal(sent.indexOf(secret), -1, `${secret} went over the wire in clear`);
  // The one thing said in clear is the wish to encrypt; a bind or a search in clear would name the tree.
  assert.equal(sent.indexOf('dc=univ'), -1, 'a request went over the wire in clear');
}

for (const how of ['reset', 'silently'] as const) {
  test(`after StartTLS, a connection that is cut (${how}) is made anew with StartTLS and never in clear`, async () => {
    await using slapd = await startSlapd();
    await using proxy = await startTcpProxy(slapd.ports.ldap);
    const urls = [`ldap://127.0.0.1:${proxy.port}`];
    await using directory = open(slapd, { urls, tls: tlsOf(slapd, 'starttls'), timeoutMs: 1000 });
    const id = await idOf(directory);
    const before = proxy.connections;
    proxy.cut(how);

    const passwords = ['Premier-Essai-1', 'Deuxieme-Essai-2', 'Troisieme-Essai-3'];
    const outcomes = [];
    for (const password of passwords) {
      outcomes.push((await directory.setPassword(id, new Secret(password))).kind);
      outcomes.push((await directory.verifyPassword(id, new Secret(password))).kind);
      outcomes.push((await directory.findByAddress(address)).kind);
    }
    assert.deepEqual(outcomes.slice(-3), ['done', 'valid', 'found'], JSON.stringify(outcomes));
    assert.ok(proxy.connections > before);
    assert.equal(await slapd.opens(number, 'Troisieme-Essai-3'), true);
    assertSilent(proxy, [...passwords, OLD, slapd.service.password]);
  });
}

test('a connection that was lost after StartTLS cannot be made to speak again', async () => {
  await using slapd = await startSlapd();
  await using proxy = await startTcpProxy(slapd.ports.ldap);
  const server = readServer(`ldap://127.0.0.1:${proxy.port}`, tlsOf(slapd, 'starttls'));
  const { signal } = new AbortController();
  using connection = await LdapConnection.open(server, { signal, backstopMs: 2000 });
  await connection.ask((client) => client.bind(slapd.service.dn, slapd.service.password), signal);
  const lost = new Promise<void>((resolve) => connection.onceClosed(resolve));
  proxy.cut('reset');
  await lost;
  assert.equal(connection.isUsable, false);
  for (let count = 0; count < 3; count += 1) {
    await assert.rejects(connection.ask((client) => client.bind(slapd.service.dn, slapd.service.password), signal));
    await assert.rejects(connection.ask((client) => client.search(slapd.base), signal));
  }
  assert.equal(proxy.connections, 1);
  assertSilent(proxy, [slapd.service.password]);
});

test('the recorder would have heard a password in clear', async () => {
  await using slapd = await startSlapd();
  await using proxy = await startTcpProxy(slapd.ports.ldap);
  const urls = [`ldap://127.0.0.1:${proxy.port}`];
  await using directory = open(slapd, { urls, tls: tlsOf(slapd, 'none') });
  await directory.setPassword(await idOf(directory), new Secret('En-Clair-1'));
  assert.throws(() => assertSilent(proxy, ['En-Clair-1']), /En-Clair-1 went over the wire/);
});

test('over LDAPS, a connection that is cut is made anew and bound anew', async () => {
  await using slapd = await startSlapd();
  await using proxy = await startTcpProxy(slapd.ports.ldaps);
  await using directory = open(slapd, { urls: [`ldaps://127.0.0.1:${proxy.port}`] });
  const id = await idOf(directory);
  proxy.cut('reset');
  assert.deepEqual(await directory.setPassword(id, new Secret('Premier-Essai-1')), { kind: 'done' });
  assert.equal(await untilFound(directory), 0);
});

test('a server that refuses StartTLS is unreachable and is told nothing', async () => {
  await using slapd = await startSlapd({ withoutTls: true });
  await using proxy = await startTcpProxy(slapd.ports.ldap);
  const urls = [`ldap://127.0.0.1:${proxy.port}`];
  await using directory = open(slapd, { urls, tls: tlsOf(slapd, 'starttls') });
  const found = await directory.findByAddress(address);
  assert.match(found.kind === 'unreachable' ? found.detail : '', /StartTLS refused: LDAP result/);
  assertSilent(proxy, [slapd.service.password]);
});

test('bytes slipped in after the answer to StartTLS are not taken for the server’s own', async () => {
  // ExtendedResponse success to message 1, followed at once by a second message, in clear.
  const success = Buffer.from('300c02010178070a010004000400', 'hex');
  const slipped = Buffer.concat([success, Buffer.from('300c02010261070a010004000400', 'hex')]);
  const heard: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      heard.push(chunk);
      if (heard.length === 1) socket.write(slipped);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await using slapd = await startSlapd();
    const urls = [`ldap://127.0.0.1:${(server.address() as AddressInfo).port}`];
    await using directory = open(slapd, { urls, tls: tlsOf(slapd, 'starttls'), timeoutMs: 1000 });
    const found = await directory.findByAddress(address);
    assert.match(found.kind === 'unreachable' ? found.detail : '', /more than the answer came in clear/);
    assert.equal(heard.length, 1, 'nothing was said after that');
  } finally {
    server.close();
  }
});

for (const mode of ['ldaps', 'starttls'] as const) {
  test(`a certificate of another authority is refused (${mode})`, async () => {
    await using slapd = await startSlapd();
    await using folder = await createTempFolder();
    const stranger = await readFile((await createPki(folder.path)).ca, 'utf8');
    const urls = [mode === 'ldaps' ? slapd.urls.ldaps : slapd.urls.ldap];
    for (const ca of [stranger, undefined]) {
      await using directory = open(slapd, { urls, tls: { mode, ca } });
      const found = await directory.findByAddress(address);
      assert.match(found.kind === 'unreachable' ? found.detail : '', /certificate|self-signed/i);
    }
  });

  test(`a certificate made out to another name is refused (${mode})`, async () => {
    await using slapd = await startSlapd({ certificateNames: ['DNS:ldap.univ.example', 'IP:127.0.0.2'] });
    const { port } = new URL(mode === 'ldaps' ? slapd.urls.ldaps : slapd.urls.ldap);
    const scheme = mode === 'ldaps' ? 'ldaps' : 'ldap';
    for (const host of ['127.0.0.1', 'localhost']) {
      await using directory = open(slapd, { urls: [`${scheme}://${host}:${port}`], tls: tlsOf(slapd, mode) });
      const found = await directory.findByAddress(address);
      assert.match(found.kind === 'unreachable' ? found.detail : '', /does not match certificate/);
    }
  });

  test(`a host given by its name is verified by that name (${mode})`, async () => {
    await using slapd = await startSlapd({ certificateNames: ['DNS:localhost'] });
    const { port } = new URL(mode === 'ldaps' ? slapd.urls.ldaps : slapd.urls.ldap);
    const urls = [`${mode === 'ldaps' ? 'ldaps' : 'ldap'}://localhost:${port}`];
    await using directory = open(slapd, { urls, tls: tlsOf(slapd, mode) });
    assert.equal((await directory.findByAddress(address)).kind, 'found');
  });
}

test('settings that contradict themselves open nothing', async () => {
  await using slapd = await startSlapd();
  const contradictions: readonly Partial<LdapDirectorySettings>[] = [
    { urls: [slapd.urls.ldap] },
    { tls: tlsOf(slapd, 'starttls') },
    { tls: tlsOf(slapd, 'none') },
    { urls: ['https://ldap.univ.example'] },
    { urls: ['ldap1.univ.example'] },
    { eligible: '(uid=x' },
  ];
  for (const changes of contradictions) {
    assert.throws(
      () => open(slapd, changes),
      (error) => error instanceof AppError && error.code === 'SETTINGS_INVALID',
      JSON.stringify(changes.urls ?? changes),
    );
  }
});

test('a directory that is down is unreachable, and found as soon as it is up', async () => {
  await using slapd = await startSlapd();
  await slapd.stop();
  await using directory = open(slapd);
  assert.equal((await directory.findByAddress(address)).kind, 'unreachable');
  await slapd.start();
  const id = await idOf(directory);
  await slapd.stop();
  assert.equal((await directory.setPassword(id, new Secret('Premier-Essai-1'))).kind, 'unreachable');
  assert.equal((await directory.verifyPassword(id, new Secret(OLD))).kind, 'unreachable');
  await slapd.start();
  assert.deepEqual(await directory.setPassword(id, new Secret('Premier-Essai-1')), { kind: 'done' });
});

test('a wrong password of the service account is said, and is no secret spilt', async () => {
  await using slapd = await startSlapd();
  const bind = { dn: slapd.service.dn, password: new Secret('Faux-Passe-1') };
  await using directory = open(slapd, { bind });
  const found = await directory.findByAddress(address);
  assert.match(JSON.stringify(found), /the service account cannot bind: LDAP 49/);
  assert.doesNotMatch(JSON.stringify(found), /Faux-Passe-1/);
  await using anonymous = open(slapd, { bind: { dn: slapd.service.dn, password: new Secret('') } });
  assert.equal((await anonymous.findByAddress(address)).kind, 'unreachable');
});

test('the first server that answers serves, and the first of the list again once it is back and has rested', async () => {
  await using first = await startSlapd();
  await using second = await startSlapd();
  const clock = createClock();
  const ca = `${first.caPem}${second.caPem}`;
  const changes = { urls: [first.urls.ldaps, second.urls.ldaps], tls: { mode: 'ldaps', ca } } as const;
  await using directory = open(first, changes, clock);
  const nameNow = async (): Promise<string> => {
    const found = await directory.findByNumber(number);
    return found.kind === 'found' ? found.account.name : found.kind;
  };
  await second.setAttributes(number, { displayName: ['Second'] });
  await first.setAttributes(number, { displayName: ['First'] });
  assert.equal(await nameNow(), 'First');
  await first.stop();
  assert.equal(await nameNow(), 'Second');
  await first.start();
  assert.equal(await nameNow(), 'Second', 'it rests');
  clock.advance(11_000);
  assert.equal(await nameNow(), 'First');
  await second.stop();
  await first.stop();
  assert.equal(await nameNow(), 'unreachable');
  await second.start();
  assert.equal(await nameNow(), 'Second', 'when all rest, all are still asked');
});

test('a server that hangs costs one operation part of its budget, and the next server serves', async () => {
  await using first = await startSlapd();
  await using second = await startSlapd();
  const ca = `${first.caPem}${second.caPem}`;
  const changes = { urls: [first.urls.ldaps, second.urls.ldaps], tls: { mode: 'ldaps', ca }, timeoutMs: 1500 } as const;
  await using warm = open(first, changes);
  assert.equal(await untilFound(warm), 0);
  await first.freeze();
  assert.equal((await warm.findByAddress(address)).kind, 'found', 'over an open connection that hangs');
  await using cold = open(first, changes);
  assert.equal((await cold.findByAddress(address)).kind, 'found', 'while connecting hangs');
  first.resume();
});

test('a frozen server is unreachable within the budget, other directories are not affected, and it serves when it thaws', async () => {
  await using frozen = await startSlapd();
  await using healthy = await startSlapd();
  await using directory = open(frozen, { timeoutMs: 500 });
  await using other = open(healthy);
  const id = await idOf(directory);
  await frozen.freeze();
  const asked = Promise.all([
    directory.findByAddress(address),
    directory.findById(id),
    directory.setPassword(id, new Secret('Premier-Essai-1')),
    directory.verifyPassword(id, new Secret(OLD)),
  ]);
  assert.equal((await other.findByAddress(address)).kind, 'found');
  assert.deepEqual(
    (await asked).map(({ kind }) => kind),
    ['unreachable', 'unreachable', 'unreachable', 'unreachable'],
  );
  frozen.resume();
  assert.ok((await untilFound(directory)) < 20);
});

test('a caller who gives up is answered at once, and the connection goes on serving others', async () => {
  await using slapd = await startSlapd();
  await using proxy = await startTcpProxy(slapd.ports.ldaps);
  await using directory = open(slapd, { urls: [`ldaps://127.0.0.1:${proxy.port}`] });
  const id = await idOf(directory);
  await slapd.freeze();
  const caller = new AbortController();
  const asked = [
    directory.findByAddress(address, caller.signal),
    directory.verifyPassword(id, new Secret(OLD), caller.signal),
  ];
  const staying = directory.findById(id);
  caller.abort();
  for (const { kind } of await Promise.all(asked)) assert.equal(kind, 'unreachable');
  assert.equal((await directory.findByAddress(address, AbortSignal.abort())).kind, 'unreachable');
  slapd.resume();
  assert.equal((await staying).kind, 'found');
  assert.equal(proxy.connections, 1, 'over the same connection');
});

test('nobody listens there, or the name does not exist: unreachable', async () => {
  await using slapd = await startSlapd();
  const nowhere = [`ldaps://127.0.0.1:${await findFreePort()}`, 'ldaps://ldap.univ.invalid'];
  for (const url of nowhere) {
    await using directory = open(slapd, { urls: [url] });
    assert.equal((await directory.findByAddress(address)).kind, 'unreachable', url);
    await using second = open(slapd, { urls: [url, slapd.urls.ldaps] });
    assert.equal((await second.findByAddress(address)).kind, 'found', url);
  }
});
