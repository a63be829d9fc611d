import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { loadSettings } from '../../src/config/load-settings.ts';
import { COMMAND } from '../support/command.ts';
import { type Ran, runJeton } from '../support/jeton.ts';
import { createPki } from '../support/pki.ts';
import { type Slapd, startSlapd } from '../support/slapd.ts';
import { type TestRelay, startSmtp } from '../support/smtp.ts';
import { type TempFolder, createTempFolder } from '../support/temp-folder.ts';

const SECRETS = { bind: 'service', relay: 'correct-horse-battery' };

/** Types these lines, as a person would, and closes the input. */
async function type(args: readonly string[], lines: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [...COMMAND, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  child.stdin.on('error', () => undefined).end(lines.map((line) => `${line}\n`).join(''));
  await once(child, 'close');
  return { code: child.exitCode ?? -1, ...said };
}

describe('jeton init', () => {
  let slapd: Slapd;
  let relay: TestRelay;
  before(async () => {
    slapd = await startSlapd({ people: 60, policy: { history: 3 }, sendsAuthority: true });
    await slapd.setAttributes('28700001', { userPassword: ['Premier-Essai-1'] });
    relay = await startSmtp({ login: { user: 'jeton', password: SECRETS.relay } });
  });
  after(async () => {
    await slapd[Symbol.asyncDispose]();
    await relay[Symbol.asyncDispose]();
  });

  /** Everything that has no default, as flags. */
  async function flags(folder: TempFolder): Promise<string[]> {
    const bind = folder.file('bind');
    await writeFile(bind, `${SECRETS.bind}\n`);
    return [
      ...['--config', folder.file('jeton.yaml'), '--yes', '--bind-dn', slapd.service.dn, '--bind-password-file', bind],
      ...['--institution', 'Université Exemple : « essai »', '--support', 'assistance@univ.example'],
    ];
  }

  /** What it wrote is sound, its owner's alone, and holds no secret but where secrets are. */
  async function assertWritten(folder: TempFolder): Promise<string> {
    const yaml = await readFile(folder.file('jeton.yaml'), 'utf8');
    for (const secret of Object.values(SECRETS))
      assert.ok(!new RegExp(`\\b${secret}\\b(?!s)`).test(yaml.replace(/#.*/g, '')));
    for (const name of ['jeton.yaml', 'secrets/jeton.keys', 'secrets/ldap.password'])
      assert.equal((await stat(folder.file(name))).mode & 0o777, 0o600, name);
    assert.equal((await stat(folder.file('secrets'))).mode & 0o777, 0o700);
    return yaml;
  }

  test('with flags alone it writes settings that load, and that `jeton check` finds nothing wrong with', async () => {
    await using folder = await createTempFolder();
    await writeFile(folder.file('relay'), SECRETS.relay);
    const smtp = [
      '--smtp',
      `127.0.0.1:${relay.port}`,
      '--smtp-user',
      'jeton',
      '--smtp-password-file',
      folder.file('relay'),
    ];
    const ran = await runJeton([
      'init',
      ...(await flags(folder)),
      '--ldap',
      slapd.urls.ldaps,
      '--ca',
      slapd.ca,
      ...smtp,
    ]);
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    assert.match(ran.stdout, /OpenLDAP; sets passwords \(RFC 3062\), says why it refuses one/);
    assert.match(ran.stdout, /ou=people,dc=univ,dc=example: looked at \d+ entries/);
    assert.match(ran.stdout, /jeton check --config .*\n.*jeton serve/);
    await assertWritten(folder);
    const settings = await loadSettings(folder.file('jeton.yaml'), {});
    assert.equal(settings.institution.name, 'Université Exemple : « essai »');
    assert.ok(settings.directory.type === 'ldap');
    const { addresses, notify, account, base, tls, bind } = settings.directory;
    assert.deepEqual(
      { addresses, notify, account, base, mode: tls.mode, ca: tls.ca, dn: bind.dn, password: bind.password.reveal() },
      {
        ...{ addresses: ['supannMailPerso', 'supannMailPrive'], notify: ['mail'], base: slapd.base, mode: 'ldaps' },
        account: {
          ...{
            id: 'entryUUID',
            number: 'supannEtuId',
            login: 'uid',
            name: 'displayName',
            language: 'preferredLanguage',
          },
        },
        ...{ ca: slapd.caPem, dn: slapd.service.dn, password: SECRETS.bind },
      },
    );
    const checked = await runJeton(['check', '--config', folder.file('jeton.yaml')]);
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
    assert.doesNotMatch(checked.stdout, /^FAIL/m);
  });

  test('over a pipe, each question is asked; a wrong answer is asked for again, an empty one takes the proposal', async () => {
    await using folder = await createTempFolder();
    const ran = await type(
      ['init', '--config', folder.file('jeton.yaml')],
      [
        ...['http://ldap.univ.example', slapd.urls.ldaps, 'yes', slapd.service.dn, SECRETS.bind],
        ...['', '', '', '', '', '', ''],
        ...[
          'Université Exemple',
          'nobody at all',
          'assistance@univ.example',
          '',
          'https://www-atu.univ.example/mdp/',
          '',
        ],
        ...[`127.0.0.1:${relay.port}`, '', 'jeton', SECRETS.relay],
      ],
    );
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    assert.match(ran.stderr, /That must start with ldaps:/);
    assert.match(ran.stderr, /That .*e-mail address/);
    const fingerprint = new X509Certificate(slapd.caPem).fingerprint256;
    assert.ok(ran.stdout.includes(fingerprint), ran.stdout);
    assert.match(ran.stdout, /Where people stand in the tree \[ou=people,dc=univ,dc=example\]/);
    for (const secret of Object.values(SECRETS)) assert.ok(!ran.stdout.includes(`(not shown): ${secret}`));
    assert.ok(!(ran.stdout + ran.stderr).includes(SECRETS.relay));
    const yaml = await assertWritten(folder);
    assert.match(yaml, /^publicUrl: "https:\/\/www-atu\.univ\.example\/mdp\/"/m);
    const settings = await loadSettings(folder.file('jeton.yaml'), {});
    assert.deepEqual(settings.trustedProxies, ['127.0.0.1/32', '::1/128']);
    assert.equal(settings.mail.smtp.login?.password.reveal(), SECRETS.relay);
    const ca = await readFile(folder.file('secrets/ldap-ca.pem'), 'utf8');
    assert.equal(new X509Certificate(ca).fingerprint256, fingerprint);
  });

  test('an authority that nobody vouches for is not trusted: not by default, and not by another fingerprint', async () => {
    await using folder = await createTempFolder();
    const common = ['init', ...(await flags(folder)), '--ldap', slapd.urls.ldaps];
    const silent = await runJeton(common);
    assert.equal(silent.code, 2);
    assert.match(silent.stderr, /--ca is missing: .*give it as --trust/);
    const wrong = await runJeton([...common, '--trust', 'AA:BB']);
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /another fingerprint than --trust says; nothing was written/);
    await using elsewhere = await createTempFolder();
    const other = await runJeton([...common, '--ca', (await createPki(elsewhere.path)).ca]);
    assert.equal(other.code, 1);
    assert.match(other.stderr, /is not trusted with that authority either/);
    assert.ok(!existsSync(folder.file('jeton.yaml')) && !existsSync(folder.file('secrets')));
    const right = await runJeton([...common, '--trust', new X509Certificate(slapd.caPem).fingerprint256.toLowerCase()]);
    assert.equal(right.code, 0, right.stdout + right.stderr);
    await assertWritten(folder);
  });

  test('a name alone is tried by LDAPS and by StartTLS; on ldap:// StartTLS is asked for', async () => {
    await using folder = await createTempFolder();
    const common = ['init', ...(await flags(folder)), '--ca', slapd.ca];
    const ran = await runJeton([...common, '--ldap', `localhost:${slapd.ports.ldap}`]);
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    const { directory } = await loadSettings(folder.file('jeton.yaml'), {});
    assert.ok(directory.type === 'ldap');
    assert.deepEqual(directory.urls, [`ldap://localhost:${slapd.ports.ldap}`]);
    assert.equal(directory.tls.mode, 'starttls');
  });

  test('nothing is overwritten, and nothing is asked before that is said', async () => {
    await using folder = await createTempFolder();
    const args = ['init', ...(await flags(folder)), '--ldap', slapd.urls.ldaps, '--ca', slapd.ca];
    assert.equal((await runJeton(args)).code, 0);
    const first = await readFile(folder.file('jeton.yaml'), 'utf8');
    const again = await runJeton(args);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /jeton\.yaml is there already, and nothing is overwritten/);
    const beside = await runJeton([...args, '--config', folder.file('other.yaml')]);
    assert.match(beside.stderr, /secrets\/jeton\.keys is there already/);
    assert.equal(await readFile(folder.file('jeton.yaml'), 'utf8'), first);
    assert.ok(!existsSync(folder.file('other.yaml')));
  });

  test('where the service account sees nobody, what is missing is the place where people stand', async () => {
    await using folder = await createTempFolder();
    const ca = folder.file('ca.pem');
    await writeFile(ca, slapd.caPem);
    const place = ['--ldap', slapd.urls.ldaps, '--ca', ca, '--base', 'ou=services,dc=univ,dc=example'];
    const { code, stdout, stderr } = await runJeton(['init', ...(await flags(folder)), ...place]);
    assert.equal(code, 2);
    assert.match(stdout, /ou=services,dc=univ,dc=example: the service account sees nobody there; check the base/);
    assert.match(stderr, /--addresses is missing: .*; --base says where people stand/);
  });

  test('a wrong password, a server that is not there, an input that ends: said, and nothing is written', async () => {
    await using folder = await createTempFolder();
    const common = ['init', ...(await flags(folder)), '--ca', slapd.ca];
    await writeFile(folder.file('bind'), 'Faux-Passe-1\n');
    const refused = await runJeton([...common, '--ldap', slapd.urls.ldaps]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /the service account cannot bind: LDAP 49/);
    assert.ok(!(refused.stdout + refused.stderr).includes('Faux-Passe-1'));
    const away = await runJeton([...common, '--ldap', 'ldaps://ldap.univ.invalid']);
    assert.equal(away.code, 1);
    assert.match(away.stderr, /ldap\.univ\.invalid/);
    const ended = await type(['init', '--config', folder.file('jeton.yaml')], [slapd.urls.ldaps]);
    assert.equal(ended.code, 2);
    assert.match(ended.stderr, /the input ended at the question/);
    assert.ok(!existsSync(folder.file('jeton.yaml')) && !existsSync(folder.file('secrets')));
  });
});
