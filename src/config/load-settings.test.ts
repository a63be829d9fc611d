import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { after, describe, test } from 'node:test';
import { PLANTED, createSettingsFolder } from '../../tests/support/settings-folder.ts';
import { AppError } from '../platform/errors.ts';
import { Secret } from '../platform/secret.ts';
import { loadSettings } from './load-settings.ts';
import type { Settings } from './settings.ts';

const folder = await createSettingsFolder();
after(() => folder[Symbol.asyncDispose]());

const LEAST = `
publicUrl: https://www.univ.example/mdp
institution: { name: U, support: { email: a@univ.example }, privacy: { contact: b@univ.example } }
keys: { file: jeton.keys }
mail: { from: { name: U, address: c@univ.example }, smtp: { host: mx.univ.example } }
directory: { type: embedded }
`;

async function load(yaml: string, environment: Record<string, string> = {}): Promise<Settings> {
  const file = folder.file('written.yaml');
  await writeFile(file, yaml);
  return loadSettings(file, environment);
}

async function refusal(yaml: string, environment: Record<string, string> = {}): Promise<string> {
  try {
    await load(yaml, environment);
  } catch (thrown) {
    assert.ok(thrown instanceof AppError, inspect(thrown));
    assert.equal(thrown.code, 'SETTINGS_INVALID');
    return thrown.message;
  }
  return assert.fail('these settings were accepted');
}

/** What the documents say to begin with: a file of settings, or the first one in a text. */
for (const name of ['docs/examples/jeton.yaml', 'README.md', 'LISEZMOI.md']) {
  test(`the settings of ${name} have no faults once the secrets are there`, async () => {
    const text = await readFile(join(import.meta.dirname, '../..', name), 'utf8');
    const yaml = name.endsWith('.md') ? (/^```yaml\n(.*?)^```$/ms.exec(text)?.[1] ?? '') : text;
    const settings = await load(yaml);
    assert.equal(settings.directory.type, 'ldap');
    // A link must lead to where something listens, unless a proxy stands before it.
    const { protocol, port } = settings.publicUrl;
    assert.ok(protocol === 'https:' || Number(port) === settings.listen.port);
  });
}

describe('the example at the root', () => {
  test('is understood in full', async () => {
    const settings = await loadSettings(folder.settings, {});
    assert.equal(settings.publicUrl.href, 'https://www-atu.univ.example/creation-motdepasse/');
    assert.equal(settings.institution.timeZone, 'Europe/Paris');
    assert.equal(settings.lifetimeMs, 12 * 3600 * 1000);
    assert.equal(settings.policy.profile, 'procedure');
    assert.deepEqual(settings.limits?.unknownOverall, { count: 1000, windowMs: 3600 * 1000 });
    assert.deepEqual(
      settings.applications.map(({ name, type }) => [name, type]),
      [
        ['ENT', 'ldap-replica'],
        ['Moodle', 'moodle'],
        ['IPWeb', 'scim'],
        ['Cartes', 'webhook'],
      ],
    );
  });

  test('is understood with all that it shows in comments, too', async () => {
    const shown = (await readFile(folder.settings, 'utf8')).replaceAll(
      /^( *)# (?=- \{|check:|retention:|audit:)/gm,
      '$1',
    );
    await mkdir(folder.file('connectors'));
    for (const [, file = ''] of shown.matchAll(/\.\/((?:secrets|connectors)\/[\w.]+)/g)) {
      await writeFile(folder.file(file), 'a secret\n', { flag: 'wx' }).catch(() => undefined);
    }
    const { applications, check, audit } = await load(shown);
    const types = [
      'active-directory',
      'command',
      'kerberos',
      'ldap',
      'ldap-replica',
      'module',
      'moodle',
      'scim',
      'sql',
      'webhook',
    ];
    assert.deepEqual(applications.map(({ type }) => type).sort(), types);
    assert.equal(check.testAccount?.number, '28799999');
    assert.equal(audit.syslog?.transport, 'tls');
  });

  test('has its paths made absolute from the folder of the file', async () => {
    const settings = await loadSettings(folder.settings, {});
    assert.deepEqual(settings.ledger, { engine: 'sqlite', path: folder.file('data/jeton.db') });
    assert.equal(settings.keysFile, folder.file('secrets/jeton.keys'));
    assert.equal(settings.publicKeysFile, folder.file('secrets/jeton.keys.public'));
    assert.equal(settings.logo, folder.file('logo.svg'));
  });

  test('has its secrets read, without the line break at their end, and prints none of them', async () => {
    const settings = await loadSettings(folder.settings, {});
    assert.equal(settings.directory.type === 'ldap' && settings.directory.bind.password.reveal(), PLANTED.ldap);
    const [, moodle, ipweb, cards] = settings.applications;
    assert.equal(moodle?.type === 'moodle' && moodle.token.reveal(), PLANTED.moodle);
    assert.ok(ipweb?.type === 'scim' && ipweb.credentials.kind === 'bearer');
    assert.equal(ipweb.credentials.token.reveal(), PLANTED.ipweb);
    assert.equal(cards?.type === 'webhook' && cards.secrets[0]?.reveal(), PLANTED.cartes);
    const printed = inspect(settings, { depth: Infinity }) + JSON.stringify(settings);
    for (const secret of Object.values(PLANTED)) assert.ok(!printed.includes(secret));
    assert.ok(!printed.includes('PRIVATE KEY'));
  });

  test('finds people by login, unless it says otherwise', async () => {
    const { applications } = await loadSettings(folder.settings, {});
    const [, moodle, ipweb] = applications;
    assert.ok(moodle?.type === 'moodle' && ipweb?.type === 'scim');
    assert.deepEqual(moodle.match, { field: 'username', by: 'login', suffix: '' });
    assert.deepEqual(moodle.auth, { own: ['manual', 'email'], elsewhere: [] });
    assert.deepEqual(ipweb.match, { field: 'userName', by: 'login', suffix: '' });
  });

  test('gives the replica that says nothing of TLS the authority of the directory', async () => {
    const { directory, applications } = await loadSettings(folder.settings, {});
    const [replica] = applications;
    assert.ok(directory.type === 'ldap' && replica?.type === 'ldap-replica');
    assert.match(directory.tls.ca ?? '', /BEGIN CERTIFICATE/);
    assert.deepEqual(replica.tls, directory.tls);
    assert.equal(replica.bind, undefined);
  });
});

describe('the shortest settings', () => {
  test('get every default', async () => {
    const settings = await load(LEAST);
    assert.equal(settings.publicUrl.href, 'https://www.univ.example/mdp/');
    assert.deepEqual(settings.listen, { host: '127.0.0.1', port: 8080 });
    assert.deepEqual(settings.management, { host: '127.0.0.1', port: 9090 });
    assert.deepEqual(settings.languages, { default: 'fr', offered: ['fr', 'en'] });
    assert.deepEqual(settings.directory, { type: 'embedded', file: folder.file('data/directory.db') });
    assert.equal(settings.promiseMs, 3600 * 1000);
    assert.equal(settings.unknownAddress, 'tell');
    assert.equal(settings.mail.smtp.port, 587);
    assert.deepEqual(settings.limits, {
      mailsPerAccount: { count: 5, windowMs: 3_600_000 },
      requestsPerClient: { count: 30, windowMs: 600_000 },
      passwordsPerLink: { count: 30, windowMs: 600_000 },
      unknownPerClient: { count: 10, windowMs: 3_600_000 },
      unknownOverall: { count: 1000, windowMs: 3_600_000 },
      mailsOverall: { count: 20_000, windowMs: 3_600_000 },
    });
    assert.deepEqual(settings.applications, []);
  });

  test('are frozen to the last list and secret', async () => {
    const open: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value)) open.push(path);
      if (value instanceof Secret || value instanceof URL) return;
      for (const [key, inner] of Object.entries(value)) visit(inner, `${path}.${key}`);
    };
    visit(await loadSettings(folder.settings, {}), 'settings');
    assert.deepEqual(open, []);
  });

  test('can do without limits, and only by saying so', async () => {
    assert.equal((await load(`${LEAST}limits: off\n`)).limits, undefined);
    assert.match(await refusal(`${LEAST}limits: no\n`), /limits: must be a mapping of rates, or `off`/);
  });

  test('take the port that goes with the protection of mail', async () => {
    const port = async (tls: string): Promise<number> =>
      (await load(LEAST.replace('mx.univ.example', `mx.univ.example, tls: ${tls}`))).mail.smtp.port;
    assert.deepEqual([await port('starttls'), await port('tls'), await port('none')], [587, 465, 25]);
  });

  test('take the changes to the profile of the policy', async () => {
    const { policy } = await load(`${LEAST}policy: { profile: nist, minimumLength: 16, personal: warn }\n`);
    assert.deepEqual([policy.profile, policy.minimumLength, policy.personal], ['nist', 16, 'warn']);
    assert.deepEqual([policy.blocklist, policy.required], ['refuse', []]);
  });

  test('take the list of breached passwords, which no profile brings along', async () => {
    const { policy, breachedFile } = await load(
      `${LEAST}policy: { breached: { severity: refuse, file: /etc/hosts } }\n`,
    );
    assert.deepEqual([policy.breached, breachedFile], ['refuse', '/etc/hosts']);
    const without = await load(`${LEAST}policy: { profile: nist }\n`);
    assert.deepEqual([without.policy.breached, without.breachedFile], ['off', undefined]);
  });
});

describe('secrets', () => {
  const withLogin = (password: string): string =>
    LEAST.replace('mx.univ.example', `mx.univ.example, user: u, password: ${password}`);

  test('are read from the environment that is handed in', async () => {
    const { mail } = await load(withLogin('{ env: SMTP_PASSWORD }'), { SMTP_PASSWORD: 'hunter2 & co\n' });
    assert.equal(mail.smtp.login?.password.reveal(), 'hunter2 & co');
  });

  test('that stand in the file itself are refused and not repeated', async () => {
    for (const written of [
      'hunter2',
      '"hunter2"',
      '[hunter2]',
      '{ value: hunter2 }',
      '{ hunter2: }',
      '{ file: a, env: hunter2 }',
    ]) {
      const message = await refusal(withLogin(written));
      assert.match(message, /line 5, mail\.smtp\.password: must .*\{ file: PATH \} or \{ env: NAME \}/, written);
      assert.ok(!message.includes('hunter2'), written);
    }
  });

  test('that are missing, empty, a folder, binary or of several lines are refused by the name of their place', async () => {
    await writeFile(folder.file('empty'), '\n');
    await writeFile(folder.file('binary'), Buffer.from([0xff, 0xfe, 0x68]));
    await writeFile(folder.file('lines'), 'hunter2\nhunter3\n');
    const cases = [
      ['{ file: nowhere }', `the file ${folder.file('nowhere')} does not exist`],
      ['{ file: secrets }', `the file ${folder.file('secrets')} is a folder`],
      ['{ file: empty }', `the file ${folder.file('empty')} is empty`],
      ['{ file: binary }', `the file ${folder.file('binary')} is not UTF-8 text`],
      ['{ file: lines }', `the file ${folder.file('lines')} must hold the secret alone, on one line`],
      ['{ env: NOWHERE }', 'the environment variable NOWHERE is not set'],
      ['{ env: EMPTY }', 'the environment variable EMPTY is empty'],
      ['{ env: toString }', 'the environment variable toString is not set'],
      ['{ env: "no name" }', 'is no name of an environment variable'],
      ['{ file: "a\\0b" }', 'the path of the file holds a line break or a control character'],
    ] as const;
    for (const [written, expected] of cases) {
      const message = await refusal(withLogin(written), { EMPTY: '' });
      assert.ok(message.includes(`mail.smtp.password: `) && message.includes(expected), message);
      assert.ok(!message.includes('hunter'), message);
    }
  });

  test('that have the wrong form are refused without being repeated', async () => {
    await writeFile(folder.file('weak'), 'whsec_aHVudGVyMg==\n');
    const message = await refusal(`${LEAST}applications:
  - { name: A, type: webhook, url: https://a.univ.example, secrets: [{ file: weak }] }
`);
    assert.match(message, /applications\[0\]\.secrets\[0\]: the file \S+ must hold `whsec_`/);
    assert.ok(!message.includes('aHVudGVyMg'));
    await writeFile(folder.file('spaced'), 'Bearer hunter2\n');
    const spaced = await refusal(`${LEAST}applications:
  - { name: A, type: scim, url: https://a.univ.example, token: { file: spaced } }
`);
    assert.match(spaced, /applications\[0\]\.token: the file \S+ must hold the token alone/);
    assert.ok(!spaced.includes('hunter2'));
    const dkim = LEAST.replace('smtp:', 'dkim: { domain: univ.example, selector: s, key: { file: weak } }, smtp:');
    assert.match(await refusal(dkim), /mail\.dkim\.key: the file \S+ holds no private key that can be read/);
  });
});

test('every fault of a file is reported at once, whatever its section and its nature, in the order of the lines', async () => {
  const message = await refusal(`publicUrl: http://univ.example/
lissten: {}
listen: { port: 9090 }
languages: { default: en, offered: [fr] }
languages: { default: en, offered: [fr] }
jeton: { lifetime: 25h }
policy: { minimumLength: 0, blocklist: maybe }
mail:
  from: { name: A, address: a@univ.example, adress: b }
  smtp: { host: h, user: u, tls: none, ca: nope.pem }
directory:
  type: ldap
  urls: [ldap://a, ldaps://b]
  bind: { dn: x, password: hunter2 }
  base: dc=x
  addresses: [mail]
applications:
  - { name: ENT, type: scimm }
  - { name: ent, type: ldap-replica, url: 'ldap://x' }
`);
  const found = message.split('\n').slice(1);
  const paths = found.map((line) => /^ {2}(?:line (\d+))?(?:, )?([^:]*): /.exec(line)?.slice(1).join(' ') ?? line);
  assert.deepEqual(paths, [
    ' institution',
    ' keys',
    ' management',
    '1 publicUrl',
    '2 lissten',
    '4 languages.default',
    '5 ',
    '6 jeton.lifetime',
    '7 policy.blocklist',
    '7 policy.minimumLength',
    '9 mail.from.adress',
    '10 mail.smtp.ca',
    '10 mail.smtp.password',
    '11 directory.notify',
    '13 directory.urls',
    '14 directory.bind.dn',
    '14 directory.bind.password',
    '18 applications[0].type',
    '19 applications[1].url',
    '19 applications[1].name',
  ]);
  assert.match(message, /^The settings file \S+written\.yaml has 20 faults:\n/);
  assert.ok(!message.includes('hunter2'));
});

test('a settings file that is not there, a folder or not UTF-8 is refused by its name', async () => {
  const nowhere = folder.file('nowhere.yaml');
  await assert.rejects(loadSettings(nowhere, {}), {
    code: 'SETTINGS_INVALID',
    message: `The settings file ${nowhere} does not exist; start from jeton.example.yaml.`,
  });
  await assert.rejects(loadSettings(folder.path, {}), { code: 'SETTINGS_INVALID', message: /is a folder/ });
  await writeFile(folder.file('latin1.yaml'), Buffer.from('institution: Universit\xe9', 'latin1'));
  const latin = loadSettings(folder.file('latin1.yaml'), {});
  await assert.rejects(latin, { code: 'SETTINGS_INVALID', message: /is not UTF-8 text; save it as UTF-8/ });
});
