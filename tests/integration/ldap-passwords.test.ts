import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { LdapDirectorySettings } from '../../src/config/settings.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Directory, SetPassword } from '../../src/systems/directory.ts';
import { openLdapDirectory } from '../../src/systems/ldap/ldap-directory.ts';
import { FIXED } from '../support/fixed-people.ts';
import { ldapSettings, tlsOf } from '../support/ldap-settings.ts';
import { firstPasswordOf } from '../support/person.ts';
import { startSlapd, type Slapd, type SlapdOptions } from '../support/slapd.ts';

const { number } = FIXED.plain;
const OLD = firstPasswordOf(number);
const NEW = 'Nouveau-Passe-1';

interface Scene extends AsyncDisposable {
  readonly slapd: Slapd;
  readonly directory: Directory;
  /** Stable id of the person with {@link number}. */
  readonly id: string;
  set(password: string): Promise<SetPassword>;
  verify(password: string): Promise<string>;
}

async function openScene(options: SlapdOptions = {}, changes: Partial<LdapDirectorySettings> = {}): Promise<Scene> {
  const slapd = await startSlapd(options);
  const directory = openLdapDirectory(ldapSettings(slapd, changes), { clock: systemClock });
  const found = await directory.findByNumber(number);
  if (found.kind !== 'found') throw new Error(JSON.stringify(found));
  const { id } = found.account;
  return {
    slapd,
    directory,
    id,
    set: (password) => directory.setPassword(id, new Secret(password)),
    verify: async (password) => (await directory.verifyPassword(id, new Secret(password))).kind,
    async [Symbol.asyncDispose]() {
      await directory[Symbol.asyncDispose]();
      await slapd[Symbol.asyncDispose]();
    },
  };
}

async function refusalOf(setting: Promise<SetPassword>): Promise<string> {
  const outcome = await setting;
  return outcome.kind === 'refused' ? outcome.reason : outcome.kind;
}

test('a new password opens the account and the old one no longer does', async () => {
  await using scene = await openScene({ policy: { history: 3 } });
  assert.equal(await scene.verify(OLD), 'valid');
  assert.deepEqual(await scene.set(NEW), { kind: 'done' });
  assert.equal(await scene.slapd.opens(number, NEW), true);
  assert.equal(await scene.slapd.opens(number, OLD), false);
  assert.equal(await scene.verify(NEW), 'valid');
  assert.equal(await scene.verify(OLD), 'invalid');
  const { userPassword } = await scene.slapd.attributes(number, ['userPassword']);
  assert.match(userPassword?.[0] ?? '', /^\{ARGON2\}/, 'the server hashed it');
});

test('a server that takes no write for now is away, and no reason to refuse the password', async () => {
  await using scene = await openScene({ readOnly: true, policy: { history: 3 } });
  const outcome = await scene.set(NEW);
  assert.ok(outcome.kind === 'unreachable');
  assert.match(outcome.detail, /operation restricted/);
});

test('passwords are set over StartTLS, and in clear where the settings say so', async () => {
  await using slapd = await startSlapd();
  for (const mode of ['starttls', 'none'] as const) {
    const settings = ldapSettings(slapd, { urls: [slapd.urls.ldap], tls: tlsOf(slapd, mode) });
    await using directory = openLdapDirectory(settings, { clock: systemClock });
    const found = await directory.findByNumber(number);
    if (found.kind !== 'found') assert.fail(JSON.stringify(found));
    assert.deepEqual(await directory.setPassword(found.account.id, new Secret(`${NEW}${mode}`)), { kind: 'done' });
    assert.equal(await slapd.opens(number, `${NEW}${mode}`), true);
  }
});

test('long passwords and letters beyond ASCII arrive as they were typed', async () => {
  await using scene = await openScene({ policy: { history: 3 } });
  const passwords = [
    `Aé1-${'œ'.repeat(124)}`,
    `Aa1!${'x'.repeat(124)}`,
    'Été 2026 «€» 漢字 🎓 Ñ',
    ' Espaces-1 ',
    'A"1\\,+=<>#;é',
  ];
  for (const password of passwords) {
    assert.deepEqual(await scene.set(password), { kind: 'done' }, password);
    assert.equal(await scene.slapd.opens(number, password), true, password);
    assert.equal(await scene.verify(password), 'valid', password);
  }
});

test('a password from the history is refused as such', async () => {
  await using scene = await openScene({ policy: { history: 3 } });
  assert.equal((await scene.set(NEW)).kind, 'done');
  assert.equal((await scene.set(`${NEW}bis`)).kind, 'done');
  assert.equal(await refusalOf(scene.set(NEW)), 'history');
  assert.equal(await scene.slapd.opens(number, `${NEW}bis`), true, 'nothing changed');
});

test('a password that is too short for the server is refused as such', async () => {
  await using scene = await openScene({ policy: { minimumLength: 12 } });
  assert.equal(await refusalOf(scene.set('Court-1')), 'too-short');
});

test('a password whose quality the server does not accept is refused as such', async () => {
  await using scene = await openScene({ policy: { minimumLength: 8 } });
  // What slapd can refuse for quality without a module: a password that reads like a hash.
  assert.equal(await refusalOf(scene.set('{SSHA}Nouveau-Passe-1')), 'quality');
});

test('a second change within the minimum age is refused as such', async () => {
  await using scene = await openScene({ policy: { minimumAge: 3600 } });
  assert.equal((await scene.set(NEW)).kind, 'done');
  assert.equal(await refusalOf(scene.set(`${NEW}bis`)), 'too-young');
});

test('a service account that may not write passwords is no reason to refuse one: it is set once the right is there', async () => {
  await using scene = await openScene({ policy: { history: 3 }, maySetPasswords: false });
  const outcome = await scene.set(NEW);
  assert.ok(outcome.kind === 'unreachable');
  assert.match(outcome.detail, /the service account may not set this password, or the server is read-only \(LDAP 50/);
  assert.equal(await scene.slapd.opens(number, OLD), true);
  await scene.slapd.restart({ policy: { history: 3 }, maySetPasswords: true });
  assert.deepEqual(await scene.set(NEW), { kind: 'done' });
});

test('a policy that asks for the old password is refused as not allowed', async () => {
  await using scene = await openScene({ policy: { safeModify: true } });
  assert.equal(await refusalOf(scene.set(NEW)), 'not-allowed');
});

test('where one server may be written with the service account and another not, the password goes to the one', async () => {
  await using scene = await openScene();
  await using poor = await startSlapd({ maySetPasswords: false });
  // Two trees of their own: what they have in common here is the number.
  const account = { ...ldapSettings(poor).account, id: 'uid' };
  const settings = ldapSettings(scene.slapd, { account, tls: { mode: 'none', ca: undefined } });
  const urls = [poor.urls.ldap, scene.slapd.urls.ldap];
  await using directory = openLdapDirectory({ ...settings, urls }, { clock: systemClock });
  assert.deepEqual(await directory.setPassword(number, new Secret(NEW)), { kind: 'done' });
  assert.equal(await scene.slapd.opens(number, NEW), true);
});

test('an empty password is neither set nor tried', async () => {
  await using scene = await openScene();
  assert.equal(await refusalOf(scene.set('')), 'too-short');
  assert.equal(await scene.verify(''), 'invalid');
  assert.equal(await scene.slapd.opens(number, OLD), true);
});

test('the password of a disabled account, or of nobody, is not set', async () => {
  await using scene = await openScene();
  const found = await scene.directory.findByNumber(FIXED.disabled.number);
  if (found.kind !== 'found') assert.fail(JSON.stringify(found));
  const ids = [found.account.id, '00000000-0000-0000-0000-000000000000', '*', ''];
  for (const id of ids) assert.deepEqual(await scene.directory.setPassword(id, new Secret(NEW)), { kind: 'absent' });
  assert.equal(await scene.slapd.opens(FIXED.disabled.number, firstPasswordOf(FIXED.disabled.number)), true);
});

test('a new password opens an account that wrong guesses had locked', async () => {
  await using scene = await openScene({ policy: { maximumFailures: 3 } });
  for (const guess of ['a', 'b', 'c']) assert.equal(await scene.verify(guess), 'invalid');
  assert.equal(await scene.verify(OLD), 'invalid', 'locked');
  assert.deepEqual(await scene.set(NEW), { kind: 'done' });
  assert.equal(await scene.verify(NEW), 'valid');
});

test('the person need not change again what they just chose', async () => {
  await using scene = await openScene({ policy: { mustChange: true }, maySetPasswords: 'manage' });
  assert.deepEqual(await scene.set(NEW), { kind: 'done' });
  assert.deepEqual(await scene.slapd.attributes(number, ['pwdReset']), { pwdReset: [] });
  assert.equal(await scene.slapd.opens(number, NEW), true);
});

test('a password is set also where the demand to change it cannot be taken back, and the check warns of it', async () => {
  await using scene = await openScene({
    policy: { mustChange: true },
    maySetPasswords: 'manage',
    mayClearReset: false,
  });
  assert.deepEqual(await scene.set(NEW), { kind: 'done' });
  assert.deepEqual(await scene.slapd.attributes(number, ['pwdReset']), { pwdReset: ['TRUE'] });
  assert.equal(await scene.verify(NEW), 'valid');
  const lines = await scene.directory.check();
  assert.ok(lines.some(({ level, what }) => level === 'warning' && what.includes('pwdMustChange')));
});

test('no secret is in what is said about a refusal', async () => {
  await using scene = await openScene({ policy: { minimumLength: 40 } });
  const outcome = await scene.set(NEW);
  assert.equal(outcome.kind, 'refused');
  assert.ok(!JSON.stringify(outcome).includes(NEW));
});

test('many at once are all set and found over a few connections', async () => {
  await using scene = await openScene({ people: 120 });
  const numbers = Array.from({ length: 40 }, (_, index) => String(28_700_060 + index));
  const accounts = await Promise.all(numbers.map((wanted) => scene.directory.findByNumber(wanted)));
  const outcomes = await Promise.all(
    accounts.map(async (found) => {
      if (found.kind !== 'found') return found.kind;
      return await refusalOf(
        scene.directory.setPassword(found.account.id, new Secret(`${NEW}${found.account.number}`)),
      );
    }),
  );
  const allowed = new Set(['done', 'absent']);
  assert.ok(
    outcomes.every((outcome) => allowed.has(outcome)),
    JSON.stringify(outcomes),
  );
  assert.ok(outcomes.filter((outcome) => outcome === 'done').length > 30);
});
