import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import type { LdapDirectorySettings } from '../../src/config/settings.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { CheckLine, PolicyFacts } from '../../src/systems/directory.ts';
import { openLdapDirectory } from '../../src/systems/ldap/ldap-directory.ts';
import { createClock } from '../support/clock.ts';
import { FIXED } from '../support/fixed-people.ts';
import { findFreePort } from '../support/free-port.ts';
import { ldapSettings, tlsOf } from '../support/ldap-settings.ts';
import { startSlapd, type Slapd } from '../support/slapd.ts';

describe('the check of an LDAP directory', () => {
  let slapd: Slapd;
  before(async () => (slapd = await startSlapd({ people: 100, policy: { history: 3 } })));
  after(() => slapd[Symbol.asyncDispose]());

  const factsOf = (minimumLength: number): PolicyFacts => ({ minimumLength, minimumClasses: 4, refusesPersonal: true });
  async function check(
    changes: Partial<LdapDirectorySettings> = {},
    clock = systemClock,
  ): Promise<readonly CheckLine[]> {
    await using directory = openLdapDirectory(ldapSettings(slapd, changes), { clock });
    return await directory.check();
  }
  /** What stands in the lines of this level; each says what to do about it. */
  function said(lines: readonly CheckLine[], level: 'warning' | 'failure'): string {
    const told = lines.filter((line) => line.level === level);
    for (const line of told) assert.ok((line.mend ?? '') !== '', line.what);
    return told.map(({ what, mend }) => `${what} [${mend ?? ''}]`).join('\n');
  }

  test('everything in order: no failure, and what was tried is said', async () => {
    await slapd.setAttributes(FIXED.plain.number, { userPassword: ['Premier-Essai-1'] });
    const lines = await check();
    assert.equal(said(lines, 'failure'), '');
    assert.equal(said(lines, 'warning'), '');
    const all = lines.map(({ what }) => what).join('\n');
    for (const expected of [
      /certificate trusted, \d+ days left/,
      /bound as cn=jeton/,
      /ou=people,dc=univ,dc=example: there/,
      /accounts that meet \(!\(supannRessourceEtat=\{COMPTE\}I\)\): seen/,
      /search by supannMailPrive/,
      /entryUUID: seen/,
      /password modify operation: offered/,
      /password policy control: offered/,
    ])
      assert.match(all, expected);
  });

  test('a base below which everybody is closed is a failure, and says what closes them', async () => {
    const { number } = FIXED.english;
    await slapd.setAttributes(number, { supannRessourceEtat: ['{COMPTE}S'] });
    const lines = await check({ base: `uid=${number},${slapd.base}`, eligible: undefined });
    await slapd.setAttributes(number, { supannRessourceEtat: [] });
    assert.match(said(lines, 'failure'), /^accounts: the first 1 are all closed \(disabled\) \[Check directory\.base/m);
  });

  test('a certificate that ends within a month is warned of, and one that ends within three days is a failure', async () => {
    const inDays = (days: number) => createClock(Date.now() + days * 24 * 60 * 60 * 1000);
    assert.doesNotMatch(said(await check({}, inDays(58)), 'warning'), /days left/);
    assert.match(said(await check({}, inDays(62)), 'warning'), /certificate trusted, 2\d days left/);
    assert.match(said(await check({}, inDays(87.5)), 'failure'), /certificate trusted, 2 days left/);
  });

  test('each server is tried by itself, and one that works lets the rest be checked', async () => {
    const dead = `ldaps://127.0.0.1:${await findFreePort()}`;
    const lines = await check({ urls: [dead, slapd.urls.ldaps, 'ldaps://ldap.univ.invalid'] });
    const failures = said(lines, 'failure');
    assert.match(failures, new RegExp(`${dead}: .*ECONNREFUSED`));
    assert.match(failures, /ldap\.univ\.invalid.*cannot be resolved/);
    assert.equal(failures.split('\n').length, 2);
    assert.ok(lines.some(({ what }) => what === 'password modify operation: offered'));
  });

  test('an untrusted certificate, a plain port and a wrong service password each have their own mend', async () => {
    const untrusted = await check({ tls: { mode: 'ldaps', ca: undefined } });
    assert.match(said(untrusted, 'failure'), /directory\.tls\.ca/);
    const plainPort = await check({ urls: [`ldaps://127.0.0.1:${slapd.ports.ldap}`] });
    assert.match(said(plainPort, 'failure'), /does not speak TLS on this port/);
    const bind = { dn: slapd.service.dn, password: new Secret('Faux-Passe-1') };
    const refused = said(await check({ bind }), 'failure');
    assert.match(refused, /directory\.bind\.password/);
    assert.doesNotMatch(refused, /Faux-Passe-1/);
  });

  test('a base, an attribute and a filter that lead nowhere are failures', async () => {
    assert.match(said(await check({ base: 'ou=nowhere,dc=univ,dc=example' }), 'failure'), /directory\.base/);
    assert.match(said(await check({ addresses: ['supanMailPerso'] }), 'failure'), /supanMailPerso: in no entry/);
    assert.match(said(await check({ eligible: '(uid=nobody)' }), 'failure'), /directory\.eligible/);
  });

  test('plain LDAP is in order on this machine, and over StartTLS the certificate is looked at', async () => {
    const plain = await check({ urls: [slapd.urls.ldap], tls: tlsOf(slapd, 'none') });
    assert.ok(plain.some(({ level, what }) => level === 'ok' && what.endsWith('in clear, on this machine')));
    const upgraded = await check({ urls: [slapd.urls.ldap], tls: tlsOf(slapd, 'starttls') });
    assert.ok(upgraded.some(({ what }) => what.includes('certificate trusted')));
    assert.equal(said(upgraded, 'failure'), '');
  });

  test('a server without a password policy is warned of', async () => {
    await using bare = await startSlapd();
    await using directory = openLdapDirectory(ldapSettings(bare), { clock: systemClock });
    const lines = await directory.check();
    assert.equal(said(lines, 'failure'), '');
    assert.match(
      said(lines, 'warning'),
      /pwdChangedTime: in no entry.*Load the password policy overlay .* from its next password on/,
    );
  });

  test('a password policy that is stricter than Jeton’s, or asks for the old password, is warned of', async () => {
    await using strict = await startSlapd({ policy: { minimumLength: 12, safeModify: true } });
    await using directory = openLdapDirectory(ldapSettings(strict), { clock: systemClock });
    const warned = said(await directory.check(undefined, factsOf(8)), 'warning');
    assert.match(warned, /cn=default,ou=policies,.*: asks for 12 characters and Jeton's policy for 8/);
    assert.match(warned, /under pwdSafeModify the old password is asked for/);
    const fits = said(await directory.check(undefined, factsOf(12)), 'warning');
    assert.doesNotMatch(fits, /asks for/);
  });

  test('what closes accounts and may not be read is warned of, and nothing else of it', async () => {
    await using blind = await startSlapd({ hidden: ['pwdAccountLockedTime', 'supannRessourceEtatDate'], policy: {} });
    await using directory = openLdapDirectory(ldapSettings(blind), { clock: systemClock });
    const lines = await directory.check();
    assert.equal(said(lines, 'failure'), '');
    assert.match(said(lines, 'warning'), /^pwdAccountLockedTime, supannRessourceEtatDate: may not be read/m);
  });

  test('an aborted check says what it could not do', async () => {
    await using directory = openLdapDirectory(ldapSettings(slapd), { clock: systemClock });
    assert.notEqual(said(await directory.check(AbortSignal.abort()), 'failure'), '');
  });
});
