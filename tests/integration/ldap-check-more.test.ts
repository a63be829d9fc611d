import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LdapDirectorySettings } from '../../src/config/settings.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { Secret } from '../../src/platform/secret.ts';
import { openLdapDirectory } from '../../src/systems/ldap/ldap-directory.ts';
import { createClock } from '../support/clock.ts';
import { startDirsrv } from '../support/dirsrv.ts';
import { MANAGER_DN, MANAGER_PASSWORD } from '../support/dirsrv-settings.ts';
import { ldapSettings } from '../support/ldap-settings.ts';
import { startSlapd } from '../support/slapd.ts';

/** `level what`, a line each. */
async function say(
  server: Parameters<typeof ldapSettings>[0],
  { changes = {}, clock = systemClock }: { changes?: Partial<LdapDirectorySettings>; clock?: typeof systemClock } = {},
): Promise<string> {
  await using directory = openLdapDirectory(ldapSettings(server, { timeoutMs: 20_000, ...changes }), { clock });
  const lines = await directory.check(undefined, { minimumLength: 8, minimumClasses: 4, refusesPersonal: true });
  for (const { level, what, mend } of lines) assert.ok(level === 'ok' || (mend ?? '') !== '', what);
  return lines.map(({ level, what }) => `${level} ${what}`).join('\n');
}

describe('indices of an LDAP directory', () => {
  test('by time: in a large tree, the attribute without one is found, and no other', async () => {
    const indexed = ['objectClass', 'entryUUID', 'uid', 'supannEtuId', 'supannMailPerso'];
    await using slapd = await startSlapd({ people: 40_000, indexed });
    const said = await say(slapd);
    assert.match(said, /^warning search by supannMailPrive: \d.* ms, .*: it seems to have no equality index$/m);
    for (const attribute of ['supannMailPerso', 'entryUUID', 'supannEtuId', 'uid'])
      assert.match(said, new RegExp(`^ok search by ${attribute}: [\\d.]+ ms`, 'm'));
  });

  test('by the server’s own settings, where it shows them: however small the tree', async () => {
    const indexed = ['objectClass', 'entryUUID', 'uid', 'supannMailPerso'];
    await using slapd = await startSlapd({ indexed, showsSettings: true });
    const said = await say(slapd);
    assert.match(said, /^ok search by supannMailPerso: has an equality index$/m);
    assert.match(said, /^warning search by supannMailPrive: the server has no equality index for it$/m);
    assert.match(said, /^warning search by supannEtuId: /m);
  });

  test('of two databases, one inside the other: those of the one that holds the base, however the base is written', async () => {
    const peopleIndexed = ['objectClass', 'entryUUID', 'uid', 'supannMailPrive'];
    const indexed = ['objectClass', 'entryUUID', 'uid', 'supannMailPerso'];
    await using slapd = await startSlapd({ indexed, peopleIndexed, showsSettings: true });
    for (const base of [slapd.base, 'OU=People, DC=univ , dc=EXAMPLE', 'ou=\\70eople,dc=univ,dc=example']) {
      const said = await say(slapd, { changes: { base } });
      assert.match(said, /^ok search by supannMailPrive: has an equality index$/m, base);
      assert.match(said, /^warning search by supannMailPerso: the server has no equality index for it$/m, base);
    }
    const outer = await say(slapd, { changes: { base: slapd.suffix } });
    assert.match(outer, /^ok search by supannMailPerso: has an equality index$/m);
    assert.match(outer, /^warning search by supannMailPrive: /m);
  });
});

describe('the clock of an LDAP directory', () => {
  test('is compared where the server tells the time, and otherwise that it does not is said', async () => {
    await using slapd = await startSlapd({ monitor: true });
    assert.match(await say(slapd), /^ok ldaps:\S+: its clock agrees with this machine’s$/m);
    const ahead = (ms: number) => ({ clock: createClock(Date.now() + ms) });
    assert.match(await say(slapd, ahead(120_000)), /^warning ldaps:\S+: its clock is 1[12]\d seconds behind/m);
    assert.match(await say(slapd, ahead(-900_000)), /^failure ldaps:\S+: its clock is (?:89|90)\d seconds ahead/m);
    await slapd.restart({ monitor: false });
    assert.match(await say(slapd), /^ok ldaps:\S+: does not tell its time/m);
  });
});

describe('the password policy of an LDAP directory', () => {
  test('what people meet beside the rules of the page is said: history, least age', async () => {
    await using slapd = await startSlapd({ policy: { history: 5, minimumAge: 86_400, minimumLength: 8 } });
    const said = await say(slapd);
    assert.match(said, /^ok cn=default,ou=policies,\S+: refuses the last 5 passwords/m);
    assert.match(said, /^warning cn=default,ou=policies,\S+: a password must be 24 hours old before it is changed/m);
    assert.doesNotMatch(said, /asks for/);
  });
});

test('389 Directory Server: its clock, and to whom may read them its own settings: indices and password policy', async () => {
  await using dirsrv = await startDirsrv({ policy: { history: 3, minimumLength: 10 } });
  const account = { ...ldapSettings(dirsrv).account, id: 'nsUniqueId' };
  const hidden = await say(dirsrv, { changes: { account } });
  assert.match(hidden, /^ok ldaps:\S+: its clock agrees with this machine’s$/m);
  assert.match(hidden, /^ok search by uid: [\d.]+ ms/m);
  assert.doesNotMatch(hidden, /cn=config/);
  const bind = { dn: MANAGER_DN, password: new Secret(MANAGER_PASSWORD) };
  const shown = await say(dirsrv, { changes: { account, bind } });
  assert.match(shown, /^ok cn=config: refuses the last 3 passwords/m);
  assert.match(shown, /^warning cn=config: asks for 10 characters and Jeton's policy for 8/m);
  assert.match(shown, /^warning cn=config: judges passwords by rules of its own/m);
  assert.match(shown, /^ok search by uid: has an equality index$/m);
  assert.match(shown, /^warning search by supannMailPrive: the server has no equality index for it$/m);
});
