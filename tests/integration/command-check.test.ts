import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, type Socket, createServer as createSilentServer } from 'node:net';
import { type TestContext, describe, test } from 'node:test';
import { findFreePort } from '../support/free-port.ts';
import { STUDENT, embeddedSystems, importStudent } from '../support/embedded-systems.ts';
import { type Installation, type Ran, install, runJeton } from '../support/jeton.ts';
import { createPki } from '../support/pki.ts';
import { realSystems } from '../support/real-systems.ts';
import { startSlapd } from '../support/slapd.ts';
import { startSmtp } from '../support/smtp.ts';
import { type TempFolder, createTempFolder } from '../support/temp-folder.ts';

const TEST = { timeout: 300_000 };

async function check({ config }: Pick<Installation, 'config'>): Promise<Ran> {
  return await runJeton(['check', '--config', config]);
}

/** The lines of one level, each with its mend behind it. */
function linesOf({ stdout }: Ran, mark: 'ok' | 'WARN' | 'FAIL'): readonly string[] {
  const lines = stdout.replaceAll(/\n {7}-> /g, ' -> ').split('\n');
  return lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(5).trim());
}

/** Every section that there is has been tried, whatever came of it. */
function assertAllTried({ stdout }: Ran, ...applications: readonly string[]): void {
  const sections = ['settings', 'public address', 'policy', 'keys', 'ledger', 'directory', 'mail'];
  for (const title of [...sections, ...applications.map((name) => `application ${name}`)]) {
    assert.match(stdout, new RegExp(`^(ok|WARN|FAIL) +${title}: `, 'm'));
  }
}

/** The only thing wrong is this, with its mend, and everything else was tried all the same. */
function assertFails(ran: Ran, failure: RegExp): void {
  assert.equal(ran.code, 1, ran.stdout + ran.stderr);
  assertAllTried(ran);
  const failures = linesOf(ran, 'FAIL');
  assert.ok(
    failures.some((line) => failure.test(line)),
    failures.join('\n'),
  );
  const [title] = failures[0]?.split(':') ?? [];
  for (const line of failures) assert.ok(line.startsWith(`${title ?? ''}: `) && line.includes(' -> '), line);
  assert.equal(ran.stderr, '');
  assert.match(ran.stdout, /(One thing needs|\d things need) mending\.\n$/);
}

async function installEmbedded(folder: TempFolder, applications = ''): Promise<Installation> {
  const mail = { host: '127.0.0.1', port: await findFreePort() };
  const installation = await install({ folder: folder.path, systems: embeddedSystems(mail, applications) });
  await importStudent(installation);
  return installation;
}

async function answering(context: TestContext, status: number): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

/** Takes connections and never says a word. */
async function silent(context: TestContext): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createSilentServer((socket) => sockets.add(socket.on('error', () => undefined))).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const webhook = (name: string, url: string) =>
  `  - { name: ${name}, type: webhook, url: '${url}', secrets: [{ file: ./hook.secret }] }\n`;

async function writeHookSecret(folder: TempFolder): Promise<void> {
  await writeFile(folder.file('hook.secret'), `whsec_${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o600 });
}

describe('jeton check on a real directory and a real relay', () => {
  test('all is well, then each thing fails by itself and the others are tried all the same', TEST, async (t) => {
    await using slapd = await startSlapd({ people: 60, policy: { history: 3 } });
    await using relay = await startSmtp();
    await using folder = await createTempFolder();
    await writeHookSecret(folder);
    const applications = `applications:
  - { name: ENT, type: ldap-replica, url: '${slapd.urls.ldaps}', tls: { ca: ${slapd.ca} } }
${webhook('Moodle', await answering(t, 204))}`;
    const systems = await realSystems(folder.path, { slapd, relay, applications });
    const installation = await install({ folder: folder.path, systems });
    /** The same installation with something else in its settings. */
    const checkWith = async (from: string, to: string): Promise<Ran> => {
      assert.ok(systems.includes(from), from);
      const file = folder.file('other.yaml');
      await writeFile(file, (await readFile(installation.config, 'utf8')).replaceAll(from, to));
      return await check({ config: file });
    };

    await t.test('nothing fails: exit code 0, and neither a mail nor a password was touched', async () => {
      const before = await slapd.attributes(STUDENT.number, ['pwdChangedTime', 'userPassword']);
      const ran = await check(installation);
      assert.equal(ran.code, 0, ran.stdout + ran.stderr);
      assertAllTried(ran, 'ENT', 'Moodle');
      assert.deepEqual(linesOf(ran, 'FAIL'), []);
      // A trial on this machine's own address is no fault of anybody's.
      assert.match(linesOf(ran, 'ok').join('\n'), /^public address: links start with http:.*for this machine alone/m);
      assert.match(
        linesOf(ran, 'ok').join('\n'),
        /^policy: by its own choice it does not follow ASVS 6\.2\.4 \(L1\), which demands: the /m,
      );
      assert.match(ran.stdout, /Everything that is needed works\.\n$/);
      assert.equal(relay.mails.length, 0);
      assert.deepEqual(await slapd.attributes(STUDENT.number, ['pwdChangedTime', 'userPassword']), before);
    });

    await t.test('a wrong password of the service account', async () => {
      await writeFile(folder.file('wrong.password'), 'wrong\n');
      const ran = await checkWith('file: ./ldap.password', 'file: ./wrong.password');
      // The replica is bound to with the same account.
      assert.equal(ran.code, 1);
      assertAllTried(ran, 'ENT', 'Moodle');
      assert.match(
        linesOf(ran, 'FAIL').join('\n'),
        /^directory: .*-> Check directory\.bind\.dn and directory\.bind\.password/m,
      );
      assert.ok(!ran.stdout.includes('wrong\n'));
      const directory = linesOf(ran, 'FAIL').filter((line) => line.startsWith('directory: '));
      assert.equal(directory.length, 1, 'one cause, one failure');
    });

    await t.test('an authority that did not sign the certificate', async () => {
      await mkdir(folder.file('other-pki'));
      const other = await createPki(folder.file('other-pki'));
      const ran = await checkWith(`\n  tls: { ca: ${slapd.ca} }`, `\n  tls: { ca: ${other.ca} }`);
      assertFails(ran, /^directory: .*certificate.* -> .*directory\.tls\.ca/);
    });

    await t.test('a base that is not there', async () => {
      const ran = await checkWith(`base: ${slapd.base}`, 'base: ou=nobody,dc=univ,dc=example');
      assert.equal(ran.code, 1);
      assertAllTried(ran, 'ENT', 'Moodle');
      assert.match(linesOf(ran, 'FAIL').join('\n'), /^directory: ou=nobody.*-> Check directory\.base/m);
    });

    await t.test('an application that answers 500, one that is down', async () => {
      const failing = await checkWith(/url: '(http[^']+)'/.exec(systems)?.[1] ?? '', await answering(t, 500));
      assertFails(failing, /^application Moodle: .*HTTP 500 -> /);
      const down = await checkWith(
        /url: '(http[^']+)'/.exec(systems)?.[1] ?? '',
        `http://127.0.0.1:${await findFreePort()}/`,
      );
      assertFails(down, /^application Moodle: .*ECONNREFUSED.* -> /);
    });

    await t.test('a relay that is down, and one that is silent', async () => {
      const port = `port: ${relay.port},`;
      assertFails(
        await checkWith(port, `port: ${await findFreePort()},`),
        /^mail: .*ECONNREFUSED.* -> Check mail\.smtp\.host/,
      );
      assertFails(await checkWith(port, `port: ${await silent(t)},`), /^mail: .* -> /);
    });

    await t.test('a directory that says nothing does not hang the command, and one that is down is named', async () => {
      await slapd.freeze();
      const frozen = await check(installation);
      slapd.resume();
      assert.equal(frozen.code, 1);
      assertAllTried(frozen, 'ENT', 'Moodle');
      assert.match(linesOf(frozen, 'FAIL').join('\n'), /^directory: /m);
      await slapd.stop();
      const down = await check(installation);
      assert.equal(down.code, 1);
      assertAllTried(down, 'ENT', 'Moodle');
      assert.match(linesOf(down, 'FAIL').join('\n'), /^directory: .*ECONNREFUSED.* -> Check the URL/m);
    });
  });
});

describe('jeton check on keys, ledger and files', () => {
  test('keys that are missing, damaged, or open to others', TEST, async () => {
    await using folder = await createTempFolder();
    const installation = await installEmbedded(folder);
    const file = folder.file('jeton.keys');
    await chmod(file, 0o644);
    const secret = folder.file('hook.secret');
    await writeHookSecret(folder);
    await chmod(secret, 0o644);
    const config = folder.file('with-secret.yaml');
    const hooks = `applications:\n${webhook('Moodle', 'http://127.0.0.1:9/')}`;
    await writeFile(config, `${await readFile(installation.config, 'utf8')}${hooks}`);
    const readable = linesOf(await check({ config }), 'WARN').join('\n');
    assert.match(readable, /^secrets: .*hook\.secret holds a secret.* -> chmod 600 .*hook\.secret$/m);
    await chmod(secret, 0o600);
    assert.ok(!linesOf(await check({ config }), 'WARN').some((line) => line.startsWith('secrets: ')));
    const open = await check(installation);
    assert.match(linesOf(open, 'WARN').join('\n'), /^keys: .*open to others.* -> chmod 600 /m);
    await writeFile(file, '{');
    assert.match(linesOf(await check(installation), 'FAIL').join('\n'), /^keys: .*damaged.*restore/m);
    await rm(file);
    const ran = await check(installation);
    assertAllTried(ran);
    assert.match(linesOf(ran, 'FAIL').join('\n'), /^keys: .*ENOENT.* -> .*`jeton keys new`/m);
    assert.ok(linesOf(ran, 'ok').some((line) => line.startsWith('ledger: ')));
  });

  test('a ledger whose folder is missing, one that is no ledger; a directory file that is damaged', TEST, async () => {
    await using folder = await createTempFolder();
    const installation = await installEmbedded(folder);
    await writeFile(installation.ledger, 'this is no database, however long one looks at it '.repeat(100));
    await writeFile(folder.file('data/directory.db'), 'nor is this '.repeat(400));
    const damaged = await check(installation);
    assert.equal(damaged.code, 1);
    assertAllTried(damaged);
    const failures = linesOf(damaged, 'FAIL').join('\n');
    assert.match(failures, /^ledger: .*not a database.* -> /m);
    assert.match(failures, /^directory: .*directory\.db.* -> .*backup/m);
    await rm(folder.file('data'), { recursive: true });
    const missing = await check(installation);
    assertAllTried(missing);
    assert.match(linesOf(missing, 'FAIL').join('\n'), /^ledger: .*its folder does not exist; create it -> /m);
  });

  test('links that lead to another port of this machine than the one listened on are warned of', TEST, async () => {
    await using folder = await createTempFolder();
    const { config } = await installEmbedded(folder);
    const written = await readFile(config, 'utf8');
    await writeFile(config, written.replace(/(publicUrl: .*127\.0\.0\.1):\d+/, `$1:${await findFreePort()}`));
    const warnings = linesOf(await check({ config }), 'WARN').join('\n');
    assert.match(warnings, /^public address: .*Jeton listens on port \d+ -> .*the same port/m);
  });

  test('an application that never answers is given up within its own patience', TEST, async (t) => {
    await using folder = await createTempFolder();
    await writeHookSecret(folder);
    const url = `http://127.0.0.1:${await silent(t)}/`;
    const installation = await installEmbedded(
      folder,
      `applications:\n${webhook('IPWeb', url)}${webhook('Moodle', url)}`,
    );
    const ran = await check(installation);
    assertAllTried(ran, 'IPWeb', 'Moodle');
    assert.match(linesOf(ran, 'FAIL').join('\n'), /^application IPWeb: .*no answer in time.* -> /m);
  });
});
