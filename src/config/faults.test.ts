import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readFile } from 'node:fs/promises';
import { type Document, parseDocument } from 'yaml';
import { createSettingsFolder } from '../../tests/support/settings-folder.ts';
import { faultsOf } from './faults.ts';
import { LATER } from './later.ts';
import { buildSchema } from './schema.ts';
import { parseYaml } from './yaml.ts';

const folder = await createSettingsFolder();
after(() => folder[Symbol.asyncDispose]());
let example = '';
before(async () => void (example = await readFile(folder.settings, 'utf8')));

/** `path: fault` of everything wrong with the example once `edit` has been at it. */
async function faultsAfter(edit: (document: Document) => void): Promise<readonly string[]> {
  const document = parseDocument(example);
  edit(document);
  const yaml = parseYaml(document.toString());
  const parsed = await buildSchema({ folder: folder.path, environment: {} }).safeParseAsync(yaml.content);
  return faultsOf(parsed.error?.issues ?? [], yaml).map(({ path, fault }) => `${path}: ${fault}`);
}

type Step = string | number;
interface Case {
  readonly at: readonly Step[];
  readonly value: unknown;
  /** Of the single fault; `path` where it is not that of the setting itself. */
  readonly fault: RegExp;
  readonly path?: string;
}

const SQL = (setting: string): string => `applications[1].${setting}`;

/** An application of type sql that has no fault but what is given. */
function sql(more: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const statement = 'update users set password = :hash where login = :login';
  return { name: 'Compta', type: 'sql', url: 'mariadb://jeton@db/compta', statement, hash: 'bcrypt', ...more };
}

const CASES: readonly Case[] = [
  // A missing, an empty, an unknown one, one of the wrong kind.
  { at: ['publicUrl'], value: undefined, fault: /^is missing; write an https:\/\/ URL$/ },
  { at: ['promise'], value: null, fault: /^is empty; write a duration/ },
  { at: ['promise'], value: 3600, fault: /^must be a duration from 1m to 24h/ },
  { at: ['institution', 'name'], value: ' ', fault: /^is empty; write it$/ },
  { at: ['institution', 'name'], value: 'U\r\nBcc: x', fault: /^holds a line break/ },
  { at: ['listen'], value: 8080, fault: /^must be a mapping with host, port$/ },
  { at: ['public_url'], value: 'x', fault: /^is no setting; did you mean `publicUrl`\?$/ },
  { at: ['mail', 'smtp', 'hots'], value: 'x', fault: /did you mean `host`\?$/ },
  {
    at: ['mail', 'smtp', 'zzz'],
    value: 'x',
    fault: /^is no setting; here there are host, port, tls, user, password, ca$/,
  },
  // Single values.
  {
    at: ['publicUrl'],
    value: 'http://www.univ.example/',
    fault: /^must be https:\/\/; http:\/\/ is allowed on a loopback/,
  },
  { at: ['publicUrl'], value: 'https://www.univ.example/?a=1', fault: /after a \?; take it out$/ },
  { at: ['publicUrl'], value: 'https://www.univ.example/#a', fault: /after a #; take it out$/ },
  { at: ['publicUrl'], value: 'https://u:hunter2@www.univ.example/', fault: /^must not carry a user or a password/ },
  { at: ['publicUrl'], value: 'ftp://www.univ.example/', fault: /^must start with https:\/\// },
  { at: ['publicUrl'], value: 'www.univ.example', fault: /^is no URL; write one that starts with https:/ },
  { at: ['listen', 'port'], value: 0, fault: /^must be a whole number from 1 to 65535$/ },
  { at: ['listen', 'port'], value: 80.5, fault: /^must be a whole number from 1 to 65535$/ },
  { at: ['listen', 'host'], value: '127.1', fault: /^is no host/ },
  { at: ['trustedProxies', 0], value: '10.0.0.5/8', fault: /write 10\.0\.0\.0\/8$/ },
  { at: ['trustedProxies', 0], value: '0.0.0.0/0', fault: /^would believe every client/ },
  { at: ['institution', 'logo'], value: './secrets/ca.pem', fault: /^must be an SVG or PNG file/ },
  { at: ['institution', 'logo'], value: './no.svg', fault: /^the file \S+no\.svg does not exist$/ },
  { at: ['institution', 'support', 'email'], value: 'assistance', fault: /^is no e-mail address/ },
  { at: ['timeZone'], value: '+01:00', fault: /^is no IANA time zone/ },
  { at: ['timeZone'], value: 'reunion', fault: /did you mean `Indian\/Reunion`\?$/ },
  { at: ['languages', 'offered', 1], value: 'nl', fault: /^must be one of fr, en, de, es, it, pt, ar$/ },
  { at: ['languages', 'offered', 1], value: 'fr', fault: /^names a language twice/, path: 'languages.offered' },
  { at: ['languages', 'offered'], value: [], fault: /^is empty; write at least one$/ },
  { at: ['languages', 'offered'], value: ['en'], fault: /^is not among languages\.offered/, path: 'languages.default' },
  { at: ['ledger'], value: 'sqlite::memory:', fault: /^must be a file: a ledger in memory forgets/ },
  { at: ['ledger'], value: 'mysql://db/jeton', fault: /^must be sqlite:PATH or postgres:/ },
  { at: ['ledger'], value: 'postgres://jeton:geheim@db1/jeton', fault: /^must not carry a password; write a mapping/ },
  { at: ['ledger'], value: 'postgres://db1/jeton', fault: /^does not say who logs in/ },
  { at: ['ledger'], value: 'postgres://jeton@db1,/jeton', fault: /^names a host that is none/ },
  { at: ['ledger'], value: 'postgres://jeton@db1:70000/jeton', fault: /^names a port that is none/ },
  { at: ['ledger'], value: 'postgres://jeton@db1', fault: /^does not name one database/ },
  { at: ['ledger'], value: 'postgres://jeton@db1/jeton?sslmode=disable', fault: /^must end with the database/ },
  { at: ['ledger'], value: 5432, fault: /^must be the place of the ledger, such as/ },
  {
    at: ['ledger'],
    value: { url: 'postgres://jeton@db1/jeton', tls: 'none' },
    fault: /^is `none`: everything would go to db1 in clear/,
    path: 'ledger.tls',
  },
  {
    at: ['ledger'],
    value: { url: 'postgres://jeton@db1/jeton', password: 'geheim' },
    fault: /^must be a secret by reference/,
    path: 'ledger.password',
  },
  { at: ['jeton', 'lifetime'], value: '24h1m', fault: /^is no duration/ },
  { at: ['jeton', 'lifetime'], value: '25h', fault: /^is too long; write at most 24h$/ },
  { at: ['jeton', 'lifetime'], value: '9m', fault: /^is too short; write at least 10m$/ },
  { at: ['promise'], value: '59s', fault: /^is too short; write at least 1m$/ },
  { at: ['promise'], value: '2d', fault: /^is too long; write at most 24h$/ },
  { at: ['unknownAddress'], value: 'hide', fault: /^must be one of tell, conceal$/ },
  { at: ['limits', 'mailsPerAccount'], value: '0/1h', fault: /^would let nothing through/ },
  { at: ['limits', 'mailsPerAccount'], value: '5/h', fault: /^the time after the slash is no duration/ },
  { at: ['limits', 'mailsPerAcount'], value: '5/1h', fault: /did you mean `mailsPerAccount`/ },
  { at: ['policy', 'profile'], value: 'procdure', fault: /^must be one of procedure, nist/ },
  { at: ['policy', 'maximumLength'], value: 20, fault: /^must be at least 128$/ },
  { at: ['policy', 'phraseLength'], value: 8, fault: /^must be a whole number above minimumLength$/ },
  { at: ['policy', 'alternatives'], value: [{ minimumLength: 0 }], fault: /^has one that asks for nothing/ },
  { at: ['policy', 'alternatives'], value: [{ minimumLength: 300 }], fault: /^has one above maximumLength/ },
  {
    at: ['mail', 'smtp', 'user'],
    value: 'jeton',
    fault: /^is missing; `user` logs in with it$/,
    path: 'mail.smtp.password',
  },
  { at: ['mail', 'smtp', 'ca'], value: './secrets/ca.pem', fault: /^contradicts tls: none/ },
  { at: ['mail', 'dkim', 'key'], value: { file: './secrets/ca.pem' }, fault: /^the file \S+ holds no private key/ },
  { at: ['mail', 'dkim', 'domain'], value: 'univ', fault: /^must be a domain such as univ\.example$/ },
  // LDAP.
  { at: ['directory', 'urls'], value: ['ldap://a', 'ldaps://b'], fault: /^mixes ldap:\/\/ and ldaps:/ },
  { at: ['directory', 'urls', 0], value: 'ldaps://a/dc=x', fault: /^must be a server alone/ },
  { at: ['directory', 'urls', 0], value: 'ldapi:///run/slapd', fault: /^must start with ldaps:\/\/ or ldap:/ },
  { at: ['directory', 'urls'], value: ['ldap://a'], fault: /^leaves ldap:\/\/ in clear/, path: 'directory.tls' },
  { at: ['directory', 'tls'], value: { startTls: true }, fault: /^asks for startTls with ldaps:/ },
  { at: ['directory', 'tls'], value: 'none', fault: /^is `none` with ldaps:/ },
  { at: ['directory', 'tls'], value: 'off', fault: /^must be \{ ca: PATH \}, \{ startTls: true \} or `none`$/ },
  { at: ['directory', 'tls', 'ca'], value: './logo.svg', fault: /^the file \S+ holds no certificate/ },
  { at: ['directory', 'base'], value: 'people', fault: /^must be a distinguished name/ },
  { at: ['directory', 'addresses', 0], value: 'a b', fault: /^must be an LDAP attribute/ },
  { at: ['directory', 'addressLabels', 0], value: 'parents', fault: /^is never a way in/ },
  { at: ['directory', 'notify', 0], value: 'SUPANNMAILPERSO', fault: /which is a way in/, path: 'directory.notify' },
  { at: ['directory', 'eligible'], value: '(!(a=b)', fault: /^is no LDAP filter/ },
  { at: ['directory', 'account', 'ID'], value: 'x', fault: /did you mean `id`\?$/ },
  { at: ['directory', 'type'], value: undefined, fault: /^is missing; write one of ldap, .*embedded$/ },
  {
    at: ['directory', 'type'],
    value: 'lpad',
    fault: /^is not known; write one of ldap, .*embedded; did you mean `ldap`\?$/,
  },
  // Applications.
  { at: ['applications', 1, 'name'], value: 'ENT', fault: /^names an application twice/ },
  { at: ['applications', 1, 'name'], value: 'a/b', fault: /^must be a name such as ENT/ },
  { at: ['applications', 1, 'url'], value: 'http://moodle.univ.example', fault: /^must be https:/ },
  { at: ['applications', 3, 'secrets'], value: [], fault: /^is empty; write at least one$/ },
  {
    at: ['applications', 1, 'match'],
    value: { field: 'login' },
    fault: /^must be one of username, idnumber, email$/,
    path: 'applications[1].match.field',
  },
  {
    at: ['applications', 1, 'auth'],
    value: { elsewhere: ['manual'] },
    fault: /^stands in `own` too/,
    path: 'applications[1].auth.elsewhere[0]',
  },
  { at: ['applications', 2, 'token'], value: undefined, fault: /^is missing; write a secret by reference/ },
  {
    at: ['applications', 2, 'basic'],
    value: { user: 'jeton', password: { file: './secrets/ipweb.token' } },
    fault: /^stands beside a token/,
  },
  {
    at: ['applications', 2, 'match'],
    value: { field: 'userName eq' },
    fault: /^must be a SCIM attribute such as userName$/,
    path: 'applications[2].match.field',
  },
  {
    at: ['applications', 2, 'match'],
    value: { by: 'name' },
    fault: /^must be one of login, number, id$/,
    path: 'applications[2].match.by',
  },
  { at: ['applications', 0, 'url'], value: 'ldap://ent.univ.example', fault: /^leaves ldap:\/\/ in clear/ },
  { at: ['applications', 0], value: 'ENT', fault: /^must be a mapping with a type, one of .*ldap-replica.*$/ },
  {
    at: ['applications', 1],
    value: sql({ hash: 'md5' }),
    fault: /^must be one of argon2id, bcrypt/,
    path: SQL('hash'),
  },
  { at: ['applications', 1], value: sql({ cost: 9 }), fault: /^must be from 10 to 13 with bcrypt$/, path: SQL('cost') },
  {
    ...{ at: ['applications', 1], value: sql({ hash: 'argon2id', cost: 3 }), path: SQL('cost') },
    fault: /^has no meaning with argon2id; take it out$/,
  },
  {
    ...{ at: ['applications', 1], value: sql({ url: 'postgres://jeton:hunter2@db/ent' }), path: SQL('url') },
    fault: /^must not carry a password/,
  },
  {
    ...{ at: ['applications', 1], value: sql({ url: 'oracle://jeton@db/ent' }), path: SQL('url') },
    fault: /^is no URL of PostgreSQL, MariaDB or MySQL/,
  },
  {
    ...{ at: ['applications', 1], value: sql({ statement: 'update u set p = :hash' }), path: SQL('statement') },
    fault: /^does not say whose password it sets/,
  },
  {
    ...{ at: ['applications', 1], value: sql({ statement: 'a :hash, :login\n; b' }), path: SQL('statement') },
    fault: /^holds more than one statement/,
  },
  {
    at: ['applications', 1],
    value: sql({ tls: 'off' }),
    fault: /^must be \{ ca: PATH \} or `none`$/,
    path: SQL('tls'),
  },
  {
    at: ['applications', 1],
    value: { name: 'Badges', type: 'command', path: './set-password' },
    ...{ fault: /^must be an absolute path/, path: 'applications[1].path' },
  },
  // What belongs to later versions.
  { at: ['desk'], value: { roles: {} }, fault: /^is not yet supported by this version; take it out$/ },
  { at: ['retention', 'audit'], value: '179d', fault: /at least 180 days|180d|180 d/ },
  { at: ['policy', 'breached'], value: 'refuse', fault: /^must be \{ severity: refuse, file: PATH \}, or `off`/ },
  {
    ...{ at: ['policy', 'breached'], value: { severity: 'refuse', file: './nowhere.txt' } },
    ...{ path: 'policy.breached.file', fault: /nowhere\.txt does not exist/ },
  },
  ...LATER.directories.map((type) => {
    return { at: ['directory', 'type'], value: type, fault: new RegExp(`^\`${type}\` is not yet supported`) };
  }),
];

function written(path: readonly Step[]): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`))
    .join('');
}

describe('a single fault is reported alone, with its path and its mend', () => {
  for (const { at, value, fault, path = written(at) } of CASES) {
    test(`${written(at)}: ${value === undefined ? 'left out' : JSON.stringify(value)}`, async () => {
      const [first = 'nothing', ...others] = await faultsAfter((document) => {
        if (value === undefined) document.deleteIn(at);
        else document.setIn(at, document.createNode(value));
      });
      assert.deepEqual(others, []);
      assert.ok(first.startsWith(`${path}: `), first);
      assert.match(first.slice(path.length + 2), fault);
      assert.doesNotMatch(first, /hunter2/);
    });
  }
});

test('the example itself has no fault', async () => {
  assert.deepEqual(await faultsAfter(() => undefined), []);
});

test('plain http is allowed on loopback hosts', async () => {
  for (const url of ['http://127.0.0.1:8080/', 'http://localhost/mdp', 'http://[::1]:1/']) {
    assert.deepEqual(await faultsAfter((document) => document.setIn(['publicUrl'], url)), [], url);
  }
});

test('a port that is taken twice is a fault when the hosts overlap, and none when they do not', async () => {
  const with9090 = (listen: string, management: string): Promise<readonly string[]> =>
    faultsAfter((document) => {
      document.set('listen', { host: listen, port: 9090 });
      document.set('management', { host: management, port: 9090 });
    });
  const same = ['management: is the same address and port as `listen`; choose another port'];
  assert.deepEqual(await with9090('127.0.0.1', '127.0.0.1'), same);
  assert.deepEqual(await with9090('0.0.0.0', '127.0.0.1'), same);
  assert.deepEqual(await with9090('localhost', '127.0.0.1'), same);
  assert.deepEqual(await with9090('127.0.0.1', '127.0.0.2'), []);
});

test('ldap:// is allowed with startTls, and in clear by saying so', async () => {
  for (const tls of [{ startTls: true }, { startTls: true, ca: './secrets/ca.pem' }, 'none']) {
    const faults = await faultsAfter((document) => {
      document.setIn(['directory', 'urls'], ['ldap://a:1389', 'ldap://b']);
      document.setIn(['directory', 'tls'], tls);
    });
    assert.deepEqual(faults, []);
  }
});

test('a replica beside an embedded directory is refused: there is nothing that it could be a copy of', async () => {
  const faults = await faultsAfter((document) => document.set('directory', { type: 'embedded' }));
  assert.deepEqual(faults, ['applications[0].type: is a copy of an LDAP directory, and `directory.type` is embedded']);
});

test('the ledger and the embedded directory cannot share a file', async () => {
  const faults = await faultsAfter((document) => {
    document.delete('applications');
    document.set('directory', { type: 'embedded', file: 'data/../data/jeton.db' });
  });
  assert.deepEqual(faults, ['directory.file: is the file of the ledger; choose another one']);
});

test('a rule about two settings is judged although a third is wrong', async () => {
  const faults = await faultsAfter((document) => {
    document.setIn(['directory', 'timeout'], 'soon');
    document.setIn(['directory', 'urls'], ['ldap://a', 'ldaps://b']);
  });
  assert.deepEqual(
    faults.map((fault) => fault.split(':')[0]),
    ['directory.timeout', 'directory.urls'],
  );
});
