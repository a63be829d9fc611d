import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, chown, readFile } from 'node:fs/promises';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { type TestContext, describe, test } from 'node:test';
import type { MailSettings, PostgresSettings } from '../../src/config/settings.ts';
import { checkLedger } from '../../src/main/check-store.ts';
import { checkCertificates, checkPublicCertificate } from '../../src/main/checks/certificates.ts';
import { checkClocks } from '../../src/main/checks/clocks.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { CheckLine } from '../../src/systems/directory.ts';
import { createClock } from '../support/clock.ts';
import { findFreePort } from '../support/free-port.ts';
import { type CertificateFiles, createPki } from '../support/pki.ts';
import { startMariadb } from '../support/mariadb.ts';
import { sqlSettings } from '../support/sql-settings.ts';
import { findOwner, startPostgres } from '../support/postgres.ts';
import { type TestRelay, startSmtp } from '../support/smtp.ts';
import { createTempFolder } from '../support/temp-folder.ts';

const TOOLS = { clock: systemClock };
const NOTHING = { engine: 'sqlite', path: '/nowhere' } as const;
const signal = AbortSignal.timeout(120_000);

function print(lines: readonly CheckLine[]): string {
  for (const { level, what, mend } of lines) assert.ok(level === 'ok' || (mend ?? '') !== '', what);
  return lines.map(({ level, what, mend }) => `${level} ${what}${mend === undefined ? '' : ` -> ${mend}`}`).join('\n');
}

function mailOf(relay: Pick<TestRelay, 'host' | 'port'>, smtp: Partial<MailSettings['smtp']> = {}): MailSettings {
  const { host, port } = relay;
  const from = { name: 'Université Exemple', address: 'no_reply@univ.example' };
  return { from, smtp: { host, port, tls: 'none', ca: undefined, login: undefined, ...smtp }, dkim: undefined };
}

function webhook(url: string, ca?: string) {
  return { name: 'Moodle', type: 'webhook', url: new URL(url), secrets: [], ca, timeoutMs: 5000 } as const;
}

const answer: RequestListener = (request, response) =>
  void request.resume().on('end', () => response.writeHead(405).end());

async function startHttps(context: TestContext, { certificate, key }: CertificateFiles): Promise<number> {
  const server = createHttpsServer({ cert: await readFile(certificate), key: await readFile(key) }, answer);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  context.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe('the certificates of the servers that settings name', () => {
  test('a web server: trusted, about to end, ended, made out to another, signed by a stranger', async (t) => {
    await using folder = await createTempFolder();
    const pki = await createPki(folder.path);
    const judge = async (files: CertificateFiles, ca: string | undefined = pki.caPem, tools = TOOLS) => {
      const applications = [webhook(`https://127.0.0.1:${await startHttps(t, files)}/secret-path`, ca)];
      const settings = { ledger: NOTHING, mail: mailOf({ host: '127.0.0.1', port: 25 }), applications };
      const printed = print(await checkCertificates(settings, { ...tools, role: 'both' }, signal));
      assert.ok(!printed.includes('secret-path'));
      return printed.replace(/127\.0\.0\.1:\d+/, 'HOST');
    };
    const good = await pki.issue('web');
    const inDays = (days: number) => ({ clock: createClock(Date.now() + days * 86_400_000) });
    assert.match(await judge(good), /^ok Moodle \(HOST\): certificate trusted, (?:89|90) days left$/);
    assert.match(
      await judge(good, pki.caPem, inDays(70)),
      /^warning .*certificate trusted, (?:19|20) days left -> Renew/,
    );
    assert.match(await judge(good, pki.caPem, inDays(88)), /^failure .*certificate trusted, [12] days left -> Renew/);
    assert.match(
      await judge(await pki.issue('old', undefined, -1)),
      /^failure .*its certificate ended on \d{4}-\d\d-\d\d/,
    );
    const named = await judge(await pki.issue('other', ['DNS:moodle.univ.example']));
    assert.match(named, /^failure .*is made out to DNS:moodle\.univ\.example, not to 127\.0\.0\.1 -> Use a name/);
    const other = await createTempFolder();
    t.after(() => other[Symbol.asyncDispose]());
    const strange = await judge(good, (await createPki(other.path)).caPem);
    assert.match(
      strange,
      /^failure .*signed by CN=Test authority, which is not trusted here .* -> Give the authority in `ca`/,
    );
  });

  test('a relay, by STARTTLS and from the first byte, and one that offers none', async () => {
    await using folder = await createTempFolder();
    const pki = await createPki(folder.path);
    const certificate = await pki.issue('relay');
    await using upgraded = await startSmtp({ tls: 'starttls', certificate });
    await using wrapped = await startSmtp({ tls: 'tls', certificate });
    await using plain = await startSmtp();
    const judge = async (relay: TestRelay, tls: 'starttls' | 'tls', ca: string | undefined = pki.caPem) => {
      const settings = { ledger: NOTHING, mail: mailOf(relay, { tls, ca }), applications: [] };
      return print(await checkCertificates(settings, { ...TOOLS, role: 'courier' }, signal));
    };
    assert.match(await judge(upgraded, 'starttls'), /^ok SMTP relay 127\.0\.0\.1:\d+: certificate trusted/);
    assert.match(await judge(wrapped, 'tls'), /^ok SMTP relay 127\.0\.0\.1:\d+: certificate trusted/);
    assert.match(await judge(plain, 'starttls'), /^warning .*was not seen: the relay says 5\d\d/);
    const settings = { ledger: NOTHING, mail: mailOf(upgraded, { tls: 'starttls', ca: undefined }), applications: [] };
    assert.match(
      print(await checkCertificates(settings, { ...TOOLS, role: 'both' }, signal)),
      /^failure .*-> Give the authority in mail\.smtp\.ca/,
    );
    assert.deepEqual(await checkCertificates(settings, { ...TOOLS, role: 'web' }, signal), []);
  });

  test('a real PostgreSQL, with TLS and without', async (t) => {
    await using folder = await createTempFolder();
    const pki = await createPki(folder.path);
    const { certificate, key } = await pki.issue('database');
    const owner = await findOwner();
    await chmod(folder.path, 0o755);
    if (owner !== undefined) await chown(key, owner.uid, owner.gid);
    const settings = ['ssl=on', `ssl_cert_file=${certificate}`, `ssl_key_file=${key}`];
    await using secure = await startPostgres({ settings, trust: true });
    await using plain = await startPostgres({ trust: true });
    const judge = async (port: number) => {
      const ledger: PostgresSettings = {
        ...{ engine: 'postgres', hosts: [{ host: '127.0.0.1', port }], user: 'jeton', database: 'jeton' },
        ...{ password: new Secret(''), tls: 'verify-full', ca: pki.caPem, connections: 2 },
      };
      const mail = mailOf({ host: '127.0.0.1', port: 25 });
      return print(await checkCertificates({ ledger, mail, applications: [] }, { ...TOOLS, role: 'web' }, signal));
    };
    await t.test('its certificate is judged', async () => {
      assert.match(await judge(secure.port), /^ok PostgreSQL 127\.0\.0\.1:\d+: certificate trusted, \d+ days left$/);
    });
    await t.test('of tables of passwords as well: trusted, about to end, signed by a stranger', async () => {
      await using elsewhere = await createTempFolder();
      const stranger = (await createPki(elsewhere.path)).caPem;
      const judgeTables = async (ca: string, days = 0) => {
        const hash = { format: 'argon2id', cost: 1 } as const;
        const applications = [sqlSettings({ dialect: 'postgres', port: secure.port, database: 'ent', hash, ca })];
        const settings = { ledger: NOTHING, mail: mailOf({ host: '127.0.0.1', port: 25 }), applications };
        const tools = { clock: createClock(Date.now() + days * 86_400_000), role: 'courier' } as const;
        return print(await checkCertificates(settings, tools, signal));
      };
      assert.match(await judgeTables(pki.caPem), /^ok ENT \(127\.0\.0\.1:\d+\): certificate trusted, \d+ days left$/);
      assert.match(await judgeTables(pki.caPem, 88), /^failure ENT .*certificate trusted, [12] days left -> Renew/);
      assert.match(
        await judgeTables(stranger),
        /^failure ENT .*is not trusted here.* -> Give the authority in `ca` of ENT/,
      );
    });
    await t.test('one without TLS is said to have none', async () => {
      assert.match(await judge(plain.port), /^warning PostgreSQL .*was not seen: the server does not do TLS/);
    });
  });

  test('tables of passwords in a real MariaDB', async () => {
    await using folder = await createTempFolder();
    const pki = await createPki(folder.path);
    await using server = await startMariadb(await pki.issue('tables'));
    const hash = { format: 'argon2id', cost: 1 } as const;
    const judge = async (ca: string) => {
      const applications = [sqlSettings({ dialect: 'mariadb', port: server.port, database: 'ent', hash, ca })];
      const settings = { ledger: NOTHING, mail: mailOf({ host: '127.0.0.1', port: 25 }), applications };
      return print(await checkCertificates(settings, { ...TOOLS, role: 'courier' }, signal));
    };
    assert.match(await judge(pki.caPem), /^ok ENT \(127\.0\.0\.1:\d+\): certificate trusted, \d+ days left$/);
    await using elsewhere = await createTempFolder();
    const strange = await judge((await createPki(elsewhere.path)).caPem);
    assert.match(strange, /^failure ENT .*is not trusted here.* -> Give the authority in `ca` of ENT/);
  });

  test('the public address: its certificate, or that it is out of reach from here', async (t) => {
    await using folder = await createTempFolder();
    const pki = await createPki(folder.path);
    const port = await startHttps(t, await pki.issue('proxy'));
    const seen = print([await checkPublicCertificate(new URL(`https://127.0.0.1:${port}/path/`), TOOLS, signal)]);
    assert.match(
      seen,
      /^failure 127\.0\.0\.1:\d+: .*signed by CN=Test authority.* -> Have the server send its whole chain\.$/,
    );
    const nobody = new URL(`https://127.0.0.1:${await findFreePort()}/`);
    const missed = print([await checkPublicCertificate(nobody, TOOLS, signal)]);
    assert.match(missed, /^warning 127\.0\.0\.1:\d+: not reachable from this machine.*ECONNREFUSED/);
  });
});

describe('the clocks of other servers', () => {
  test('a web server’s clock: with ours, some minutes apart, and far apart', async (t) => {
    const server = createHttpServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    const settings = { mail: mailOf({ host: '127.0.0.1', port: await findFreePort() }), applications: [webhook(url)] };
    const ours = async (aheadMs: number) =>
      print(await checkClocks(settings, createClock(Date.now() + aheadMs), signal)).replace(/127\.0\.0\.1:\d+/, 'HOST');
    assert.equal(await ours(0), 'ok Moodle (HOST): its clock agrees with this machine’s');
    assert.match(
      await ours(120_000),
      /^warning Moodle \(HOST\): its clock is 1[12]\d seconds behind this machine’s -> /,
    );
    assert.match(
      await ours(-3_600_000),
      /^failure Moodle \(HOST\): its clock is 3[56]\d\d seconds ahead of this machine’s/,
    );
  });

  test('a relay that tells the time when it greets is compared, and one that does not is left out', async (t) => {
    const greeting = (date: string) => `220 relay.univ.example Microsoft ESMTP MAIL Service ready at ${date}\r\n`;
    const late = new Date(Date.now() - 600_000).toUTCString().replace('GMT', '+0000');
    const exchange = createTcpServer((socket) => void socket.on('error', () => undefined).end(greeting(late)));
    await once(exchange.listen(0, '127.0.0.1'), 'listening');
    t.after(() => exchange.close());
    const { port } = exchange.address() as AddressInfo;
    const told = await checkClocks(
      { mail: mailOf({ host: '127.0.0.1', port }), applications: [] },
      systemClock,
      signal,
    );
    assert.match(print(told), /^failure SMTP relay 127\.0\.0\.1:\d+: its clock is (?:59|60)\d seconds behind/);
    await using quiet = await startSmtp();
    assert.deepEqual(await checkClocks({ mail: mailOf(quiet), applications: [] }, systemClock, signal), []);
  });

  test('the clock of a PostgreSQL that keeps the ledger is compared', async () => {
    await using server = await startPostgres({ trust: true });
    const ledger = { ...server.place('postgres'), tls: 'none' } as const;
    const lines = await checkLedger({ ledger, keysFile: '/nowhere/jeton.keys' }, 'web');
    assert.match(print(lines), /^ok the database: its clock agrees with this machine’s$/m);
  });
});
