import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { LdapReplicaSettings } from '../../src/config/application-settings.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Application, PasswordNews } from '../../src/systems/application.ts';
import { openLdapDirectory } from '../../src/systems/ldap/ldap-directory.ts';
import { openLdapReplica } from '../../src/systems/ldap/ldap-replica.ts';
import { FIXED } from '../support/fixed-people.ts';
import { ldapSettings, tlsOf } from '../support/ldap-settings.ts';
import { firstPasswordOf } from '../support/person.ts';
import { startSlapd, type Slapd } from '../support/slapd.ts';

const { number } = FIXED.plain;
const NEW = 'Nouveau-Passe-1';
const { signal } = new AbortController();

function watching(replica: Slapd, changes: Partial<LdapReplicaSettings> = {}): Application {
  const settings: LdapReplicaSettings = {
    type: 'ldap-replica',
    name: 'ENT',
    url: replica.urls.ldaps,
    tls: tlsOf(replica, 'ldaps'),
    bind: undefined,
    base: undefined,
    timeoutMs: 8000,
    ...changes,
  };
  return openLdapReplica(settings, ldapSettings(replica), { clock: systemClock });
}

async function newsFor(slapd: Slapd, changes: Partial<PasswordNews> = {}): Promise<PasswordNews> {
  await using directory = openLdapDirectory(ldapSettings(slapd), { clock: systemClock });
  const found = await directory.findByNumber(number);
  if (found.kind !== 'found') assert.fail(JSON.stringify(found));
  const { id, login } = found.account;
  return {
    deliveryId: 'delivery-1',
    accountId: id,
    number,
    login,
    password: new Secret(NEW),
    chosenAt: Date.now(),
    ...changes,
  };
}

test('a replica is waited for until the new password opens the account there', async () => {
  await using authority = await startSlapd({ policy: { history: 3 } });
  await using replica = await startSlapd({ policy: { history: 3 } });
  await using ent = watching(replica);
  assert.equal(ent.name, 'ENT');
  assert.equal(ent.carries, 'watch');
  // The two trees were made apart, so that ids differ and the login has to do.
  const news = await newsFor(authority);
  assert.equal((await ent.deliver(news, signal)).kind, 'waiting');
  await replica.setAttributes(number, { userPassword: [NEW] });
  assert.deepEqual(await ent.deliver(news, signal), { kind: 'done' });
});

test('a person is found by the id that replication keeps, whatever has become of the login', async () => {
  await using replica = await startSlapd();
  await using ent = watching(replica);
  const news = await newsFor(replica, {
    login: FIXED.labelled.number,
    password: new Secret(firstPasswordOf(number)),
  });
  assert.deepEqual(await ent.deliver(news, signal), { kind: 'done' });
});

test('no password is tried while the replica says that it has an older one, so that lagging locks nobody out', async () => {
  await using replica = await startSlapd({ policy: { maximumFailures: 3 } });
  await using ent = watching(replica);
  await replica.setAttributes(number, { userPassword: ['Encore-Ancien-1'] });
  const news = await newsFor(replica, { chosenAt: Date.now() + 10 * 60 * 1000 });
  for (let count = 0; count < 5; count += 1) {
    assert.deepEqual(await ent.deliver(news, signal), {
      kind: 'waiting',
      detail: 'the password there is an older one',
    });
  }
  assert.deepEqual(await replica.attributes(number, ['pwdFailureTime']), { pwdFailureTime: [] });
  assert.equal(await replica.opens(number, 'Encore-Ancien-1'), true);
});

test('an account that the replica does not have yet is waited for', async () => {
  await using replica = await startSlapd();
  await using ent = watching(replica);
  const news = await newsFor(replica, { accountId: '00000000-0000-0000-0000-000000000000', login: 'nobody' });
  assert.equal((await ent.deliver(news, signal)).kind, 'waiting');
});

test('a replica that is down, frozen or refuses the service account is tried later', async () => {
  await using replica = await startSlapd();
  const news = await newsFor(replica);
  await using wrong = watching(replica, { bind: { dn: replica.service.dn, password: new Secret('Faux-1') } });
  assert.equal((await wrong.deliver(news, signal)).kind, 'later');
  assert.ok((await wrong.check()).some(({ level }) => level === 'failure'));
  await using ent = watching(replica, { timeoutMs: 1000 });
  await replica.freeze();
  assert.equal((await ent.deliver(news, signal)).kind, 'later');
  await replica.stop();
  assert.equal((await ent.deliver(news, signal)).kind, 'later');
});

test('the check of a replica tries the connection and looks for people', async () => {
  await using replica = await startSlapd();
  await using ent = watching(replica);
  const good = await ent.check();
  assert.ok(good.length >= 3 && good.every(({ level }) => level === 'ok'), JSON.stringify(good));
  await using elsewhere = watching(replica, { base: 'ou=nowhere,dc=univ,dc=example' });
  const bad = await elsewhere.check();
  assert.ok(bad.some(({ level, mend }) => level === 'failure' && mend !== undefined));
});
