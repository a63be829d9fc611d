import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { connect, createServer as createTlsServer } from 'node:tls';

import { launchChromium } from './chromium.ts';
import { createClock } from './clock.ts';
import { findFreePort } from './free-port.ts';
import { findProgram } from './programs.ts';
import { createTempFolder } from './temp-folder.ts';
import { makeCertificate } from './test-authority.ts';

async function titleSeenBy(javaScript: boolean): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<!doctype html><title>Sans script</title><script>document.title = "Avec script"</script>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await using browser = await launchChromium({ javaScript });
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return await page.title();
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('the browser runs scripts or does not, as asked', async () => {
  assert.equal(await titleSeenBy(false), 'Sans script');
  assert.equal(await titleSeenBy(true), 'Avec script');
});

test('a temporary folder disappears with what it holds', async () => {
  let path: string;
  {
    await using folder = await createTempFolder();
    path = folder.path;
    await writeFile(folder.file('inside'), 'x');
  }
  assert.equal(existsSync(path), false);
});

test('a movable clock stands still until it is moved', () => {
  const clock = createClock(1000);
  assert.equal(clock.now(), 1000);
  clock.advance(500);
  assert.equal(clock.now(), 1500);
  clock.set(1000);
  assert.equal(clock.now(), 1000);
});

test('an issued certificate is trusted through its authority, under its own names only', async () => {
  await using folder = await createTempFolder();
  const { caPem: ca, certificate, key } = await makeCertificate(folder.path);
  const port = await findFreePort();
  const server = createTlsServer({ cert: readFileSync(certificate), key: readFileSync(key) }).listen(port, '127.0.0.1');
  server.on('tlsClientError', () => undefined);
  await once(server, 'listening');
  try {
    const good = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' });
    await once(good, 'secureConnect');
    assert.equal(good.authorized, true);
    good.destroy();

    const wrongName = connect({ host: '127.0.0.1', port, ca, servername: 'ldap.univ.example' });
    await assert.rejects(once(wrongName, 'secureConnect'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    const unknown = connect({ host: '127.0.0.1', port, servername: 'localhost' });
    await assert.rejects(once(unknown, 'secureConnect'), /certificate/);
  } finally {
    server.close();
  }
});

test('a program is found by name, and a missing one is said to be missing', () => {
  assert.equal(findProgram('', 'no-such-program', process.execPath), process.execPath);
  assert.equal(findProgram('no-such-program'), undefined);
});
