import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { systemClock } from '../../src/platform/clock.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Account, Directory } from '../../src/systems/directory.ts';
import { openLdapDirectory } from '../../src/systems/ldap/ldap-directory.ts';
import { createClock } from '../support/clock.ts';
import { FIXED } from '../support/fixed-people.ts';
import { ldapSettings } from '../support/ldap-settings.ts';
import { firstPasswordOf } from '../support/person.ts';
import { startSlapd, type Slapd } from '../support/slapd.ts';

const { number, address } = FIXED.plain;
const NEW = 'Nouveau-Passe-1';
const DAY_MS = 24 * 60 * 60 * 1000;

/** `20260831`, so many days from today. */
function day(from: number): string {
  return new Date(Date.now() + from * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
}

describe('accounts that may not be reset, with no filter in the settings', () => {
  let slapd: Slapd;
  let directory: Directory;
  before(async () => {
    slapd = await startSlapd({ policy: { history: 3, maximumFailures: 3 } });
    directory = openLdapDirectory(ldapSettings(slapd, { eligible: undefined }), { clock: systemClock });
  });
  after(async () => {
    await directory[Symbol.asyncDispose]();
    await slapd[Symbol.asyncDispose]();
  });

  async function accountOf(login: string): Promise<Account> {
    const found = await directory.findByNumber(login);
    if (found.kind !== 'found') assert.fail(JSON.stringify(found));
    return found.account;
  }
  /** By address, by id, and by setting a password, which have to agree. */
  async function isOpen(asked = directory): Promise<boolean> {
    const { id } = await accountOf(number);
    const byAddress = await asked.findByAddress(address);
    const isFound = byAddress.kind === 'found' && byAddress.accounts.length === 1;
    assert.equal((await asked.findById(id)).kind, isFound ? 'found' : 'absent');
    if (!isFound) {
      assert.deepEqual(await asked.setPassword(id, new Secret(NEW)), { kind: 'absent' });
      assert.equal(await slapd.opens(number, NEW), false);
    }
    return isFound;
  }
  async function isOpenWith(attributes: Readonly<Record<string, readonly string[]>>): Promise<boolean> {
    await slapd.setAttributes(number, attributes);
    const open = await isOpen();
    const none = Object.keys(attributes).map((name): [string, readonly string[]] => [name, []]);
    await slapd.setAttributes(number, Object.fromEntries(none));
    return open;
  }

  test('a disabled account that nobody wrote a filter for is not found', async () => {
    assert.deepEqual(await directory.findByAddress(FIXED.disabled.address), { kind: 'found', accounts: [] });
    const { id } = await accountOf(FIXED.disabled.number);
    assert.deepEqual(await directory.setPassword(id, new Secret(NEW)), { kind: 'absent' });
  });

  test('SupAnn: suspended, locked and inactive accounts are left alone, active ones are not', async () => {
    for (const state of ['{COMPTE}I', '{COMPTE}S', '{COMPTE}I:SupannSupprDonnees'])
      assert.equal(await isOpenWith({ supannRessourceEtat: [state] }), false, state);
    assert.equal(await isOpenWith({ supannRessourceEtat: ['{COMPTE}A', '{MAIL}S'] }), true);
    const lock = `{COMPTE}S:SupannVerrouTechnique:${day(-3)}:`;
    assert.equal(await isOpenWith({ supannRessourceEtatDate: [lock] }), false);
    const overdue = `{COMPTE}S:SupannVerrouTechnique:${day(-9)}:${day(-2)}`;
    assert.equal(await isOpenWith({ supannRessourceEtatDate: [overdue] }), true);
  });

  test('SupAnn: an account ends with its entitlement, by the clock that is handed in', async () => {
    const entitled = (end: string): Promise<boolean> =>
      isOpenWith({ supannRessourceEtatDate: [`{COMPTE}A:SupannActif:${day(-300)}:${end}`] });
    assert.equal(await entitled(day(20)), true);
    assert.equal(await entitled(day(-2)), false);
    await slapd.setAttributes(number, { supannRessourceEtatDate: [`{COMPTE}A:SupannActif::${day(20)}`] });
    const clock = createClock(Date.now() + 22 * DAY_MS);
    await using later = openLdapDirectory(ldapSettings(slapd, { eligible: undefined }), { clock });
    assert.equal(await isOpen(later), false);
    assert.equal(await isOpen(), true);
    await slapd.setAttributes(number, { supannRessourceEtatDate: [] });
  });

  test('a lock by an administrator stays, and the password behind it', async () => {
    await slapd.setAttributes(number, { pwdAccountLockedTime: ['000001010000Z'] });
    assert.equal(await isOpen(), false);
    const { pwdAccountLockedTime } = await slapd.attributes(number, ['pwdAccountLockedTime']);
    assert.deepEqual(pwdAccountLockedTime, ['000001010000Z']);
    await slapd.setAttributes(number, { pwdAccountLockedTime: [] });
    assert.equal(await slapd.opens(number, firstPasswordOf(number)), true);
  });

  test('a lock by guesses does not keep anybody from a reset', async () => {
    const { id } = await accountOf(number);
    for (const guess of ['a', 'b', 'c']) await directory.verifyPassword(id, new Secret(guess));
    const { pwdAccountLockedTime } = await slapd.attributes(number, ['pwdAccountLockedTime']);
    assert.equal(pwdAccountLockedTime?.length, 1, 'it was not locked');
    assert.equal(await isOpen(), true);
    assert.deepEqual(await directory.setPassword(id, new Secret('Delie-Passe-1')), { kind: 'done' });
    assert.equal(await slapd.opens(number, 'Delie-Passe-1'), true);
  });

  test('an account that expired by its shadow entry or by the password policy is left alone', async () => {
    const person = ['inetOrgPerson', 'supannPerson'];
    await slapd.setAttributes(number, { objectClass: [...person, 'shadowAccount'] });
    const today = Math.floor(Date.now() / DAY_MS);
    assert.equal(await isOpenWith({ shadowExpire: [String(today - 1)] }), false);
    assert.equal(await isOpenWith({ shadowExpire: [String(today + 2)] }), true);
    await slapd.setAttributes(number, { objectClass: person });
    assert.equal(await isOpenWith({ pwdEndTime: [`${day(-1)}000000Z`] }), false);
    assert.equal(await isOpenWith({ pwdEndTime: [`${day(2)}000000Z`] }), true);
  });

  test('the filter of the settings leaves out further accounts', async () => {
    const settings = ldapSettings(slapd, { eligible: '(preferredLanguage=en)' });
    await using english = openLdapDirectory(settings, { clock: systemClock });
    assert.deepEqual(await english.findByAddress(address), { kind: 'found', accounts: [] });
    const found = await english.findByAddress(FIXED.english.address);
    assert.ok(found.kind === 'found' && found.accounts.length === 1);
  });
});
