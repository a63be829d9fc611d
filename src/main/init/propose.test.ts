import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerKind } from '../../systems/ldap/explore.ts';
import { proposeAttributes } from './propose.ts';

function propose(names: readonly string[], addresses: readonly string[], product: ServerKind['product'] = 'OpenLDAP') {
  return proposeAttributes(
    { held: new Map(names.map((name) => [name, 1])), addresses: new Set(addresses) },
    { product },
  );
}

test('a directory with SupAnn: personal addresses, the student number, the login', () => {
  const names = ['entryUUID', 'uid', 'cn', 'displayName', 'supannEtuId', 'preferredLanguage', 'supannEmpId'];
  const mails = ['mail', 'supannAutreMail', 'supannMailPrive', 'supannMailPerso'];
  assert.deepEqual(propose([...names, ...mails], mails), {
    ...{ addresses: ['supannMailPerso', 'supannMailPrive'], notify: ['mail'], id: 'entryUUID' },
    ...{ number: 'supannEtuId', login: 'uid', name: 'displayName', language: 'preferredLanguage' },
  });
});

test('the institution’s own address is never proposed as the way in, nor that of parents', () => {
  assert.deepEqual(propose(['uid', 'mail'], ['mail']).addresses, []);
  assert.deepEqual(propose(['uid', 'mail', 'parentMailPerso'], ['mail', 'parentMailPerso']).addresses, []);
  assert.deepEqual(propose(['uid', 'mailRecovery'], ['mailRecovery']).addresses, ['mailRecovery']);
});

test('an attribute that is called personal and holds no address is none', () => {
  assert.deepEqual(propose(['uid', 'supannMailPerso', 'personalTitle'], []).addresses, []);
});

test('without a number the login stands in; names come as the server writes them', () => {
  const proposed = propose(['UID', 'CN', 'nsuniqueid'], [], '389 Directory Server');
  assert.deepEqual([proposed.number, proposed.login, proposed.name, proposed.id], ['UID', 'UID', 'CN', 'nsuniqueid']);
  assert.equal(propose([], [], '389 Directory Server').id, 'nsUniqueId');
});

test('a domain of Active Directory: its own login, and no id to name', () => {
  const names = [
    'sAMAccountName',
    'cn',
    'uid',
    'employeeID',
    'displayName',
    'userPrincipalName',
    'otherMailbox',
    'mail',
  ];
  const proposed = propose(names, ['userPrincipalName', 'otherMailbox', 'mail'], 'Active Directory');
  assert.deepEqual(proposed, {
    ...{ addresses: ['otherMailbox'], notify: ['mail'], id: undefined, number: 'employeeID' },
    ...{ login: 'sAMAccountName', name: 'displayName', language: 'preferredLanguage' },
  });
});
