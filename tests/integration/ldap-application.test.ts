import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import type { LdapApplicationSettings } from '../../src/config/application-settings.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Application, Carried, PasswordNews } from '../../src/systems/application.ts';
import { openLdapApplication } from '../../src/systems/ldap/ldap-application.ts';
import { FIXED } from '../support/fixed-people.ts';
import { tlsOf } from '../support/ldap-settings.ts';
import { firstPasswordOf } from '../support/person.ts';
import { startSlapd, type Slapd } from '../support/slapd.ts';

const { number, login } = FIXED.studentAndStaff;
const { signal } = new AbortController();

function openOn(slapd: Slapd, changes: Partial<LdapApplicationSettings> = {}): Application {
  return openLdapApplication(
    {
      ...({ type: 'ldap', name: 'Bibliothèque', capacity: undefined, filter: undefined, timeoutMs: 5000 } as const),
      urls: [slapd.urls.ldaps],
      tls: tlsOf(slapd, 'ldaps'),
      bind: { dn: slapd.service.dn, password: new Secret(slapd.service.password) },
      base: slapd.base,
      match: { attribute: 'uid', by: 'login' },
      ...changes,
    },
    { clock: systemClock },
  );
}

function newsOf(password: string, changes: Partial<PasswordNews> = {}): PasswordNews {
  const names = { deliveryId: 'delivery-1', accountId: 'id-1', number, login };
  return { ...names, password: new Secret(password), chosenAt: Date.now(), ...changes };
}

describe('another LDAP directory as an application', () => {
  let slapd: Slapd;
  before(async () => (slapd = await startSlapd({ policy: { history: 3, maximumFailures: 3 } })));
  after(() => slapd[Symbol.asyncDispose]());

  async function deliver(changes: Partial<LdapApplicationSettings>, news: PasswordNews): Promise<Carried> {
    await using application = openOn(slapd, changes);
    return await application.deliver(news, signal);
  }

  test('somebody is found by login, by number or by id, in the attribute that the settings name', async () => {
    assert.deepEqual(await deliver({}, newsOf('Par-login-1')), { kind: 'done' });
    assert.equal(await slapd.opens(login, 'Par-login-1'), true);
    const byNumber = { match: { attribute: 'supannEtuId', by: 'number' } } as const;
    assert.deepEqual(await deliver(byNumber, newsOf('Par-numero-1')), { kind: 'done' });
    assert.equal(await slapd.opens(number, 'Par-numero-1'), true);
    const { entryUUID } = await slapd.attributes(login, ['entryUUID']);
    const byId = { match: { attribute: 'entryUUID', by: 'id' } } as const;
    const news = newsOf('Par-identifiant-1', { accountId: entryUUID?.[0] ?? '', login: 'autre' });
    assert.deepEqual(await deliver(byId, news), { kind: 'done' });
    assert.equal(await slapd.opens(login, 'Par-identifiant-1'), true);
  });

  test('where several entries match, nobody’s password is set, and the filter can tell them apart', async () => {
    const [one, other] = FIXED.family.numbers;
    const byName = { attribute: 'sn', by: 'login' } as const;
    const news = newsOf('Famille-1-mot', { login: 'N’Guessan' });
    const carried = await deliver({ match: byName }, news);
    assert.partialDeepStrictEqual(carried, { kind: 'waiting' });
    assert.match(JSON.stringify(carried), /2 entries with this login in sn/);
    assert.equal(await slapd.opens(one, firstPasswordOf(one)), true);
    assert.deepEqual(await deliver({ match: byName, filter: `(uid=${other})` }, news), { kind: 'done' });
    assert.equal(await slapd.opens(other, 'Famille-1-mot'), true);
    assert.equal(await slapd.opens(one, firstPasswordOf(one)), true);
  });

  test('a lock by guesses is opened, and one by an administrator stays', async () => {
    for (const guess of ['a', 'b', 'c']) await slapd.opens(login, guess);
    assert.deepEqual(await deliver({}, newsOf('Delie-1-mot')), { kind: 'done' });
    assert.equal(await slapd.opens(login, 'Delie-1-mot'), true);
    await slapd.setAttributes(login, { pwdAccountLockedTime: ['000001010000Z'] });
    assert.partialDeepStrictEqual(await deliver({}, newsOf('Force-1-mot')), { kind: 'refused', reason: 'not-allowed' });
    const { pwdAccountLockedTime } = await slapd.attributes(login, ['pwdAccountLockedTime']);
    assert.deepEqual(pwdAccountLockedTime, ['000001010000Z']);
    await slapd.setAttributes(login, { pwdAccountLockedTime: [] });
    assert.equal(await slapd.opens(login, 'Delie-1-mot'), true);
  });

  test('an earlier password is refused as such, and the one that is there already is no refusal', async () => {
    for (const password of ['Avant-1-mot', 'Apres-1-mot', 'Apres-1-mot'])
      assert.deepEqual(await deliver({}, newsOf(password)), { kind: 'done' });
    assert.partialDeepStrictEqual(await deliver({}, newsOf('Avant-1-mot')), { kind: 'refused', reason: 'history' });
    assert.equal(await slapd.opens(login, 'Apres-1-mot'), true);
  });

  test('passwords are set over StartTLS, and in clear where the settings say so', async () => {
    for (const mode of ['starttls', 'none'] as const) {
      const way = { urls: [slapd.urls.ldap], tls: tlsOf(slapd, mode) };
      assert.deepEqual(await deliver(way, newsOf(`Chemin-${mode}-1`)), { kind: 'done' });
      assert.equal(await slapd.opens(login, `Chemin-${mode}-1`), true);
    }
  });

  test('news without a password, and people without a name, change nothing', async () => {
    assert.equal((await deliver({}, newsOf('', {}))).kind, 'refused');
    assert.equal((await deliver({}, newsOf('x', { password: undefined }))).kind, 'refused');
    assert.equal((await deliver({}, newsOf('Vide-1-mot', { login: '' }))).kind, 'waiting');
  });

  test('the check looks for people as deliveries do', async () => {
    await using good = openOn(slapd);
    const lines = await good.check();
    assert.ok(lines.some(({ level, what }) => level === 'ok' && what === 'uid: seen'));
    assert.deepEqual(
      lines.filter(({ level }) => level !== 'ok'),
      [],
    );
    await using elsewhere = openOn(slapd, { base: 'ou=nowhere,dc=univ,dc=example' });
    await using unknown = openOn(slapd, { match: { attribute: 'employeeNumber', by: 'number' } });
    for (const bad of [elsewhere, unknown]) {
      const failures = (await bad.check()).filter(({ level }) => level === 'failure');
      assert.ok(failures.length === 1 && failures[0]?.mend !== undefined, JSON.stringify(failures));
    }
  });
});

test('a right that is missing is no verdict on the password', async () => {
  await using slapd = await startSlapd({ policy: { history: 3 }, maySetPasswords: false });
  await using application = openOn(slapd);
  const carried = await application.deliver(newsOf('Sans-droit-1'), signal);
  assert.partialDeepStrictEqual(carried, { kind: 'later' });
  assert.match(JSON.stringify(carried), /LDAP 50/);
  await slapd.restart({ maySetPasswords: true });
  assert.deepEqual(await application.deliver(newsOf('Avec-droit-1'), signal), { kind: 'done' });
});

test('where the server does not offer the password modify operation, the attribute is replaced', async () => {
  await using slapd = await startSlapd({ policy: { history: 3, minimumLength: 8 }, withoutPasswordModify: true });
  await using application = openOn(slapd);
  const lines = await application.check();
  assert.ok(lines.some(({ level, what }) => level === 'warning' && what.includes('RFC 3062')));
  assert.deepEqual(await application.deliver(newsOf('Remplace-1-mot'), signal), { kind: 'done' });
  assert.equal(await slapd.opens(login, 'Remplace-1-mot'), true);
  const { userPassword } = await slapd.attributes(login, ['userPassword']);
  assert.match(userPassword?.[0] ?? '', /^\{ARGON2\}/, 'the server hashed it');
  const refused = await application.deliver(newsOf('Court-1'), signal);
  assert.partialDeepStrictEqual(refused, { kind: 'refused', reason: 'too-short' });
  assert.ok(!JSON.stringify(refused).includes('Court-1'));
});
