import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../src/platform/clock.ts';
import { Secret } from '../../src/platform/secret.ts';
import { openLdapDirectory } from '../../src/systems/ldap/ldap-directory.ts';
import { startHostileLdap } from '../support/hostile-ldap.ts';

const PASSWORD = 'Nouveau Passe-1';
const SERVICE = 'cn=jeton-service';

test('a server that repeats the password in its answer puts it into no outcome', async () => {
  await using server = await startHostileLdap(SERVICE);
  const entries = [{ dn: 'uid=c,dc=univ', attributes: { entryUUID: [Buffer.from('id-1')] } }];
  await using directory = openLdapDirectory(
    {
      ...{ type: 'ldap', urls: [server.url], tls: { mode: 'none', ca: undefined }, timeoutMs: 4000, base: 'dc=univ' },
      ...{ bind: { dn: SERVICE, password: new Secret('s') }, addresses: ['mail'], addressLabels: [], notify: [] },
      account: { id: 'entryUUID', number: 'employeeNumber', login: 'uid', name: 'cn', language: 'preferredLanguage' },
      eligible: undefined,
    },
    { clock: systemClock },
  );
  for (const [code, kind] of [
    [19, 'refused'],
    [1, 'unreachable'],
  ] as const) {
    server.script = { searched: 0, code, words: `“${PASSWORD}” is too  short`, entries };
    const set = await directory.setPassword('id-1', new Secret(PASSWORD));
    assert.equal(set.kind, kind);
    assert.match(JSON.stringify(set), /“\[redacted\]” is too short/);
    const verified = await directory.verifyPassword('id-1', new Secret(PASSWORD));
    assert.ok(!JSON.stringify(verified).includes(PASSWORD));
  }
});
