import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { parseDocument } from 'yaml';
import { loadSettings } from '../../src/config/load-settings.ts';
import type { ActiveDirectorySettings } from '../../src/config/settings.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { factsOf, openApplication, openDirectory } from '../../src/main/systems.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { Secret } from '../../src/platform/secret.ts';
import { openActiveDirectory } from '../../src/systems/active-directory/active-directory.ts';
import { openActiveDirectoryApplication } from '../../src/systems/active-directory/application.ts';
import type { Application, PasswordNews } from '../../src/systems/application.ts';
import type { Account, CheckLine, Directory, FoundAccount } from '../../src/systems/directory.ts';
import { activeDirectoryApplicationSettings, activeDirectorySettings } from '../support/active-directory-settings.ts';
import { createClock } from '../support/clock.ts';
import { createSettingsFolder } from '../support/settings-folder.ts';
import type { TempFolder } from '../support/temp-folder.ts';
import { type Attributes, FIRST_PASSWORD, NO_SAMBA, type Samba, startSamba } from '../support/samba.ts';

const TOOLS = { clock: systemClock, random: systemRandom };
const FACTS = { minimumLength: 8, minimumClasses: 4, refusesPersonal: true } as const;
const DAY_MS = 24 * 60 * 60 * 1000;
const UNITS_PER_MS = 10_000;

describe('Active Directory', { skip: NO_SAMBA }, () => {
  let samba: Samba;
  let directory: Directory;
  before(async () => {
    samba = await startSamba();
    directory = open();
  });
  after(async () => {
    await directory[Symbol.asyncDispose]();
    await samba[Symbol.asyncDispose]();
  });

  function open(changes: Partial<ActiveDirectorySettings> = {}, clock = systemClock): Directory {
    return openActiveDirectory(activeDirectorySettings(samba, changes), { clock });
  }
  async function person(login: string, attributes: Attributes = {}): Promise<Account> {
    await samba.addPerson(login, { otherMailbox: [`${login}@exemple.test`], ...attributes });
    return accountIn(await directory.findByNumber(login));
  }
  async function set(id: string, password: string, through = directory) {
    return await through.setPassword(id, new Secret(password));
  }
  async function isFound(login: string): Promise<boolean> {
    const found = await directory.findByAddress(`${login}@exemple.test`);
    return found.kind === 'found' && found.accounts.length === 1;
  }

  function openApplicationFor(bind?: ActiveDirectorySettings['bind']): Application {
    const settings = activeDirectoryApplicationSettings(samba, bind === undefined ? {} : { bind });
    return openActiveDirectoryApplication(settings, { clock: systemClock });
  }
  function newsOf(login: string, password: string): PasswordNews {
    const who = { deliveryId: 'd', accountId: 'none', number: 'none', login, chosenAt: Date.now() };
    return { ...who, password: new Secret(password) };
  }

  /** Runs the command that the check says grants what is missing. */
  async function grant(said: string): Promise<void> {
    const [, dn = '', sddl = ''] = /samba-tool dsacl set --objectdn="(.+?)" --sddl="(.+?)"/.exec(said) ?? [];
    await samba.tool('dsacl', 'set', `--objectdn=${dn}`, `--sddl=${sddl}`);
  }

  test('an account has all that pages and mails need', async () => {
    const account = await person('camille', {
      ...{ employeeNumber: ['28700001'], displayName: ['Camille Éléonore Martin'], preferredLanguage: ['fr'] },
      ...{ otherMailbox: ['Camille@Exemple.test', 'autre@exemple.test'], mail: ['camille.martin@univ.example'] },
    });
    const { id, passwordStamp, addresses, ...rest } = account;
    assert.deepEqual(rest, {
      ...{ number: '28700001', login: 'camille', name: 'Camille Éléonore Martin', language: 'fr' },
      notify: ['camille.martin@univ.example'],
    });
    assert.deepEqual([...addresses].sort(), ['Camille@Exemple.test', 'autre@exemple.test']);
    assert.match(passwordStamp ?? '', /^\d{18}$/);
    // As the domain's own tools write it.
    assert.match(await samba.tool('user', 'show', 'camille', '--attributes=objectGUID'), new RegExp(`: ${id}\\n`));
    assert.deepEqual(accountIn(await directory.findById(id.toUpperCase())), account);
    assert.deepEqual(accountIn(await directory.findByNumber('28700001')), account);
  });

  test('any attribute can be the way in', async () => {
    await person('extension', { extensionName: ['perso@exemple.test'] });
    await using by = open({ addresses: ['otherMailbox', 'extensionName'] });
    const found = await by.findByAddress('PERSO@exemple.test');
    assert.deepEqual(found.kind === 'found' && found.accounts.map(({ login }) => login), ['extension']);
  });

  test('Kerberos takes the new password, and no longer the old one', async () => {
    const { id } = await person('kerberos');
    assert.ok(await samba.kinit('kerberos', FIRST_PASSWORD));
    assert.deepEqual(await set(id, 'Nouveau-né-7'), { kind: 'done' });
    assert.ok(await samba.kinit('kerberos', 'Nouveau-né-7'));
    assert.equal(await samba.kinit('kerberos', FIRST_PASSWORD), false);
  });

  test('Kerberos opens again to somebody whom guesses had locked out', async () => {
    const { id } = await person('locked');
    for (let guesses = 0; guesses < 3; guesses += 1) assert.equal(await samba.kinit('locked', 'devine'), false);
    assert.equal(await samba.kinit('locked', FIRST_PASSWORD), false);
    const locked = await directory.verifyPassword(id, new Secret(FIRST_PASSWORD));
    assert.equal(locked.kind, 'unreachable', 'behind a lock nobody knows whether a password is right');
    assert.deepEqual(await set(id, 'Rouvert-8-mot'), { kind: 'done' });
    assert.ok(await samba.kinit('locked', 'Rouvert-8-mot'));
    const { lockoutTime, badPwdCount } = await samba.attributes('locked', ['lockoutTime', 'badPwdCount']);
    assert.deepEqual([lockoutTime, badPwdCount], [['0'], ['0']]);
  });

  test('wrong guesses so far are forgiven with a new password', async () => {
    const { id } = await person('hesitant');
    for (let guesses = 0; guesses < 2; guesses += 1) assert.equal(await samba.opens('hesitant', 'devine'), false);
    assert.deepEqual(await set(id, 'Retenu-9-mot'), { kind: 'done' });
    assert.deepEqual(await samba.attributes('hesitant', ['badPwdCount']), { badPwdCount: ['0'] });
  });

  test('a password that must be changed is still told from a wrong one', async () => {
    const { id } = await person('must');
    await samba.setAttributes('must', { pwdLastSet: ['0'] });
    const verify = async (password: string) => (await directory.verifyPassword(id, new Secret(password))).kind;
    assert.equal(await samba.opens('must', FIRST_PASSWORD), false);
    assert.equal(await verify(FIRST_PASSWORD), 'valid');
    assert.equal(await verify('Un-autre-mot-1'), 'invalid');
  });

  test('disabled and protected accounts are found by number alone, and no password is set', async () => {
    const closing: Readonly<Record<string, Attributes>> = {
      disabled: { userAccountControl: ['514'] },
      protege: { adminCount: ['1'] },
    };
    for (const [login, attributes] of Object.entries(closing)) {
      const { id } = await person(login);
      assert.ok(await isFound(login), login);
      await samba.setAttributes(login, attributes);
      assert.equal(await isFound(login), false, login);
      assert.deepEqual(await directory.findById(id), { kind: 'absent' }, login);
      assert.deepEqual(await set(id, 'Ferme-10-mot'), { kind: 'absent' }, login);
      assert.equal((await directory.findByNumber(login)).kind, 'found', login);
      assert.equal(await samba.opens(login, 'Ferme-10-mot'), false);
    }
  });

  test('an account is eligible until it ends', async () => {
    const inDays = (days: number): string => String((Date.now() + 11_644_473_600_000 + days * DAY_MS) * UNITS_PER_MS);
    const { id } = await person('partant', { accountExpires: [inDays(2)] });
    assert.ok(await isFound('partant'));
    await using later = open({}, createClock(Date.now() + 3 * DAY_MS));
    assert.deepEqual(await later.findById(id), { kind: 'absent' });
    await samba.setAttributes('partant', { accountExpires: [inDays(-1)] });
    assert.deepEqual(await set(id, 'Parti-11-mot'), { kind: 'absent' });
    for (const never of ['0', '9223372036854775807']) {
      await samba.setAttributes('partant', { accountExpires: [never] });
      assert.ok(await isFound('partant'), never);
    }
  });

  test('computers, groups and contacts are nobody', async () => {
    await samba.asAdmin(async (client) => {
      const address = { otherMailbox: ['chose@exemple.test'] };
      await client.add(`CN=chose,${samba.base}`, { objectClass: ['contact'], ...address });
      const computer = { sAMAccountName: ['CHOSE2$'], userAccountControl: ['4128'] };
      await client.add(`CN=chose2,${samba.base}`, {
        ...{ objectClass: ['computer'], employeeNumber: ['chose'], ...computer, ...address },
      });
    });
    assert.deepEqual(await directory.findByAddress('chose@exemple.test'), { kind: 'found', accounts: [] });
    assert.deepEqual(await directory.findByNumber('chose'), { kind: 'absent' });
  });

  test('over StartTLS all goes as over LDAPS; in clear the domain controller takes nothing', async () => {
    const { id } = await person('starttls');
    const urls = [samba.urls.ldap];
    await using upgraded = open({ urls, tls: { mode: 'starttls', ca: samba.caPem } });
    assert.deepEqual(await set(id, 'Chiffre-12-mot', upgraded), { kind: 'done' });
    assert.equal((await upgraded.verifyPassword(id, new Secret('Chiffre-12-mot'))).kind, 'valid');
    await using plain = open({ urls, tls: { mode: 'none', ca: undefined } });
    assert.equal((await set(id, 'En-clair-13-mot', plain)).kind, 'unreachable');
    await using stranger = open({ urls, tls: { mode: 'starttls', ca: undefined } });
    assert.equal((await set(id, 'Etranger-14-mot', stranger)).kind, 'unreachable');
    assert.ok(await samba.opens('starttls', 'Chiffre-12-mot'));
  });

  test('a settings file leads to it, as directory and as application', async () => {
    await person('fichier');
    await using folder = await createSettingsFolder();
    const settings = await loadSettings(await writeDomain(folder, samba), {});
    await using written = await openDirectory(settings.directory, TOOLS);
    assert.equal(accountIn(await written.findByNumber('fichier')).login, 'fichier');
    const [named] = settings.applications;
    assert.ok(named !== undefined);
    await using application = await openApplication(named, settings.directory, TOOLS);
    const { name, carries, capacity } = application;
    assert.deepEqual(factsOf(named), { name, carries, capacity });
    const carried = await application.deliver(newsOf('fichier', 'Ecrit-18-mot'), AbortSignal.timeout(10_000));
    assert.deepEqual(carried, { kind: 'done' });
    assert.ok(await samba.opens('fichier', 'Ecrit-18-mot'));
  });

  test('the service account may be named by its principal', async () => {
    const bind = { dn: 'svc-jeton@ad.univ.example', password: new Secret(samba.service.password) };
    await using named = open({ bind });
    assert.equal((await named.findByNumber('camille')).kind, 'found');
  });

  test('finer rules hold for those whom they are for, and the check tells of them', async () => {
    const [strict, other] = [await person('stricte'), await person('autre')];
    await samba.tool(
      ...['domain', 'passwordsettings', 'pso', 'create', 'longs', '1', '--min-pwd-length=16', '--complexity=on'],
    );
    await samba.tool('domain', 'passwordsettings', 'pso', 'apply', 'longs', 'stricte');
    assert.deepEqual(await set(other.id, 'Court-15-mot'), { kind: 'done' });
    assert.partialDeepStrictEqual(await set(strict.id, 'Court-15-mot'), { kind: 'refused', reason: 'too-short' });
    assert.deepEqual(await set(strict.id, 'Bien-assez-long-15'), { kind: 'done' });
    // As on Windows, only administrators may read them at first.
    const hidden = saidAt('warning', await directory.check(undefined, FACTS));
    assert.match(hidden, /CN=longs,.*the service account may not read/);
    await grant(hidden);
    const warned = saidAt('warning', await directory.check(undefined, FACTS));
    assert.match(warned, /CN=longs,.*asks for 16 characters and Jeton's policy for 8/);
    assert.doesNotMatch(warned, /may not read/);
  });

  test('the check finds nothing wrong, and says what it found', async () => {
    const lines = await directory.check(undefined, FACTS);
    assert.equal(saidAt('failure', lines), '');
    // As the schema of Active Directory is made.
    assert.match(saidAt('warning', lines), /search by otherMailbox: the domain has no index for it/);
    const said = saidAt('ok', lines);
    for (const expected of [
      ...[/certificate trusted/, /a domain controller/, /policy hints control: not offered/, /its clock agrees/],
      ...[
        /search by sAMAccountName: has an index/,
        /objectGUID: seen/,
        /accountExpires: seen/,
        /rights on .*: reset passwords, unlock/,
      ],
      /DC=ad,DC=univ,DC=example: asks for 8 characters, 3 kinds of characters/,
    ])
      assert.match(said, expected);
  });

  test('the check tells where the domain is stricter than the page', async () => {
    const lax = { minimumLength: 6, minimumClasses: 2, refusesPersonal: false };
    const warned = saidAt('warning', await directory.check(undefined, lax));
    assert.match(warned, /asks for 8 characters and Jeton's policy for 6/);
    assert.match(warned, /asks for 3 kinds of characters and Jeton's policy for 2/);
    assert.match(warned, /hold the login or a part of the name/);
  });

  test('the check names the rights that are missing, by the command that grants them', async () => {
    const bind = { dn: samba.poor.dn, password: new Secret(samba.poor.password) };
    await using poor = open({ bind });
    const { id } = await person('sansdroit');
    const outcome = await set(id, 'Sans-droit-16', poor);
    assert.ok(outcome.kind === 'unreachable', 'no word on the password: somebody can grant it within the promise');
    assert.match(outcome.detail, /lacks the right to reset/);
    const news = newsOf('sansdroit', 'Sans-droit-16');
    await using application = openApplicationFor(bind);
    assert.equal((await application.deliver(news, AbortSignal.timeout(10_000))).kind, 'later');
    const failure = saidAt('failure', await poor.check(undefined, FACTS));
    assert.match(failure, /may not reset passwords, write pwdLastSet, write lockoutTime/);
    await grant(failure);
    assert.equal(saidAt('failure', await poor.check(undefined, FACTS)), '');
    assert.deepEqual(await set(id, 'Avec-droit-17', poor), { kind: 'done' });
  });
});

/** The example's settings, with this domain in the place of its directory and of its applications. */
async function writeDomain(folder: TempFolder & { readonly settings: string }, samba: Samba): Promise<string> {
  await writeFile(folder.file('secrets/ad.pem'), samba.caPem);
  await writeFile(folder.file('secrets/ad.password'), `${samba.service.password}\n`);
  const domain = {
    ...{ type: 'active-directory', urls: [samba.urls.ldaps], tls: { ca: './secrets/ad.pem' }, base: samba.base },
    bind: { dn: samba.service.dn, password: { file: './secrets/ad.password' } },
  };
  const document = parseDocument(await readFile(folder.settings, 'utf8'));
  document.set('directory', { ...domain, addresses: ['otherMailbox'] });
  document.set('applications', [{ ...domain, name: 'Windows' }]);
  await writeFile(folder.settings, document.toString());
  return folder.settings;
}

/** What stands in the lines of this level, each with what to do about it. */
function saidAt(level: CheckLine['level'], lines: readonly CheckLine[]): string {
  const told = lines.filter((line) => line.level === level);
  return told.map(({ what, mend }) => (mend === undefined ? what : `${what} [${mend}]`)).join('\n');
}

function accountIn(found: FoundAccount): Account {
  if (found.kind === 'found') return found.account;
  throw new Error(JSON.stringify(found));
}
