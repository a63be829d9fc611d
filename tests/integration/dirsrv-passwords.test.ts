import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { systemClock } from '../../src/platform/clock.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Application } from '../../src/systems/application.ts';
import type { Directory } from '../../src/systems/directory.ts';
import { openLdapApplication } from '../../src/systems/ldap/ldap-application.ts';
import { openLdapDirectory } from '../../src/systems/ldap/ldap-directory.ts';
import { type Dirsrv, startDirsrv } from '../support/dirsrv.ts';
import { FIXED } from '../support/fixed-people.ts';
import { ldapSettings } from '../support/ldap-settings.ts';

const { number } = FIXED.plain;

describe('389 Directory Server in read-only mode', () => {
  let dirsrv: Dirsrv;
  let directory: Directory;
  let application: Application;
  before(async () => {
    dirsrv = await startDirsrv({ policy: { history: 3 } });
    const { service, urls, caPem: ca } = dirsrv;
    const account = { ...ldapSettings(dirsrv).account, id: 'nsUniqueId' };
    const bind = { dn: service.dn, password: new Secret(service.password) };
    const way = { urls: [urls.ldaps], tls: { mode: 'ldaps', ca }, bind, timeoutMs: 4000 } as const;
    directory = openLdapDirectory(ldapSettings(dirsrv, { ...way, account }), { clock: systemClock });
    application = openLdapApplication(
      {
        ...{ ...way, type: 'ldap', name: 'Bibliothèque', capacity: undefined, filter: undefined },
        ...{ base: dirsrv.base, match: { attribute: 'uid', by: 'login' } },
      },
      { clock: systemClock },
    );
  });
  after(async () => {
    await application[Symbol.asyncDispose]();
    await directory[Symbol.asyncDispose]();
    await dirsrv[Symbol.asyncDispose]();
  });

  async function whileReadOnly(work: () => Promise<void>): Promise<void> {
    await dirsrv.configure({ 'nsslapd-readonly': 'on' });
    await work();
    await dirsrv.configure({ 'nsslapd-readonly': 'off' });
  }

  test('refuses nobody’s password: it is set once the server takes writes again', async () => {
    const found = await directory.findByNumber(number);
    assert.ok(found.kind === 'found');
    const set = () => directory.setPassword(found.account.id, new Secret('Attendu-1-mot'));
    await whileReadOnly(async () => {
      const outcome = await set();
      assert.ok(outcome.kind === 'unreachable', JSON.stringify(outcome));
      assert.match(outcome.detail, /may not set this password, or the server is read-only/);
    });
    assert.deepEqual(await set(), { kind: 'done' });
    assert.equal(await dirsrv.opens(number, 'Attendu-1-mot'), true);
  });

  test('as an application, it is tried again until it takes the password', async () => {
    const names = { deliveryId: 'd', accountId: 'id', number, login: number, chosenAt: Date.now() };
    const deliver = () =>
      application.deliver({ ...names, password: new Secret('Attendu-2-mot') }, AbortSignal.timeout(10_000));
    await whileReadOnly(async () => {
      const carried = await deliver();
      assert.ok(carried.kind === 'later', JSON.stringify(carried));
      assert.match(carried.detail, /or the server is read-only/);
    });
    assert.deepEqual(await deliver(), { kind: 'done' });
    assert.equal(await dirsrv.opens(number, 'Attendu-2-mot'), true);
  });
});
