import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activeDirectorySettings } from '../../../tests/support/active-directory-settings.ts';
import { readPerson } from './read-person.ts';

const service = { dn: 'CN=svc-jeton,CN=Users,DC=ad,DC=univ,DC=example', password: 'Serv1ce-Passw0rd!' } as const;
const settings = activeDirectorySettings({ urls: { ldap: '', ldaps: '' }, caPem: '', base: '', service });

test('an objectGUID that is none is an answer that makes no sense, as one that is missing is', () => {
  const entry = { dn: 'cn=c', sAMAccountName: 'cmartin' };
  assert.equal(readPerson({ ...entry, objectGUID: Buffer.alloc(16) }, settings).login, 'cmartin');
  for (const objectGUID of [[], 'text', Buffer.alloc(0), Buffer.alloc(15), Buffer.alloc(17)]) {
    assert.throws(() => readPerson({ ...entry, objectGUID }, settings), { code: 'DIRECTORY_ANSWER' });
  }
});
