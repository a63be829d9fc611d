import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createSettingsFolder } from '../../../tests/support/settings-folder.ts';
import { activeDirectory } from './active-directory.ts';
import { activeDirectoryApplication } from './applications/active-directory.ts';

const folder = await createSettingsFolder();
after(() => folder[Symbol.asyncDispose]());

const SURROUNDINGS = { folder: folder.path, environment: {} };
const bind = { dn: 'svc-jeton@ad.univ.example', password: { file: './secrets/ldap.password' } };
const domain = { type: 'active-directory', base: 'OU=People,DC=ad,DC=univ,DC=example', bind };

/** What is wrong with a directory, and with an application, that is reached so. */
async function faultsOf(reached: object): Promise<readonly string[]> {
  const directory = { ...domain, addresses: ['otherMailbox'], ...reached };
  const application = { ...domain, name: 'Windows', ...reached };
  const parsed = [
    await activeDirectory(SURROUNDINGS).safeParseAsync(directory),
    await activeDirectoryApplication(SURROUNDINGS).safeParseAsync(application),
  ];
  return parsed.flatMap(({ error }) =>
    (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`),
  );
}

test('a domain controller is reached over ldaps://, or over ldap:// with startTls', async () => {
  assert.deepEqual(await faultsOf({ urls: ['ldaps://dc1.ad.univ.example', 'ldaps://dc2.ad.univ.example'] }), []);
  assert.deepEqual(await faultsOf({ urls: ['ldap://dc1.ad.univ.example'], tls: { startTls: true } }), []);
});

test('a domain controller is never spoken to in clear', async () => {
  const urls = ['ldap://dc1.ad.univ.example'];
  const mend = 'urls: leaves ldap:// in clear; write ldaps://, or `tls: { startTls: true }`';
  assert.deepEqual(await faultsOf({ urls }), [mend, mend]);
  for (const fault of await faultsOf({ urls, tls: 'none' })) assert.match(fault, /^tls: must be a mapping/);
  assert.equal((await faultsOf({ urls, tls: 'none' })).length, 2);
});

test('what is not written is as Active Directory has it', async () => {
  const urls = ['ldaps://dc1.ad.univ.example'];
  const { data } = await activeDirectory(SURROUNDINGS).safeParseAsync({ ...domain, urls, addresses: ['otherMailbox'] });
  assert.deepEqual(data?.account, {
    ...{ number: 'employeeNumber', login: 'sAMAccountName' },
    ...{ name: 'displayName', language: 'preferredLanguage' },
  });
  assert.deepEqual(data.notify, ['mail']);
  const application = await activeDirectoryApplication(SURROUNDINGS).safeParseAsync({ ...domain, name: 'AD', urls });
  assert.deepEqual(application.data?.match, { attribute: 'sAMAccountName', by: 'login' });
  assert.deepEqual(application.data.capacity, { characters: 127 });
});

test('an address that is told of a change is no way in, and a service account has a name', async () => {
  const urls = ['ldaps://dc1.ad.univ.example'];
  const [fault = ''] = await faultsOf({ urls, notify: ['OTHERMAILBOX'] });
  assert.match(fault, /^notify: names OTHERMAILBOX, which is a way in/);
  for (const dn of ['svc-jeton', 'AD\\svc-jeton', 'svc jeton@ad.univ.example', '']) {
    const faults = await faultsOf({ urls, bind: { ...bind, dn } });
    assert.ok(faults.length === 2 && faults.every((said) => said.startsWith('bind.dn: ')), dn);
  }
});
