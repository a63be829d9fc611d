import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KerberosSettings } from '../../src/config/application-settings.ts';
import { signalGroup } from '../../src/main/signal-group.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { Secret } from '../../src/platform/secret.ts';
import { buildKerberos } from '../../src/systems/kerberos.ts';
import { REALM, startRealm } from '../support/mit-kerberos.ts';
import { type ApplicationStand, applicationContract } from './application-contract.ts';

const HOLDER = { accountId: 'id-1', number: '28700001', login: 'cmartin' } as const;
const TOOLS = { random: systemRandom, signalGroup };

function settingsOf(more: Pick<KerberosSettings, 'keytab' | 'config'>): KerberosSettings {
  return {
    ...({ type: 'kerberos', name: 'Postes', realm: REALM, principal: '{login}', admin: 'jeton/admin' } as const),
    ...{ timeoutMs: 120_000, capacity: undefined, ...more },
  };
}

async function start(): Promise<ApplicationStand> {
  const realm = await startRealm();
  await realm.manage('addpol -minlength 8 -minclasses 2 -history 3 people');
  await realm.manage(`addprinc -policy people -pw Avant-0-mot ${HOLDER.login}`);
  return {
    ports: { plain: realm.ports.admin, encrypted: undefined },
    open: async ({ port }) =>
      buildKerberos(settingsOf({ keytab: realm.keytabs.jeton, config: await realm.config(port) }), TOOLS),
    holder: HOLDER,
    stranger: { accountId: 'id-2', number: '28700002', login: 'personne' },
    opens: (password) => realm.opens(HOLDER.login, password),
    refused: [
      { password: 'Un-4', reason: 'too-short' },
      { password: 'Un-mot-7-'.repeat(112), reason: 'too-long' },
      { password: 'aaaaaaaaaaaa', reason: 'quality' },
      { password: 'Voiture-12', reason: 'quality' },
      // The one before the last that was set.
      { password: 'Nouveau-5-mot', reason: 'history' },
    ],
    [Symbol.asyncDispose]: () => realm[Symbol.asyncDispose](),
  };
}

applicationContract({ connector: 'kerberos', server: 'MIT Kerberos 1.20', start });

test('rights that are missing are told with the line that grants them, and nobody sets the connector’s own', async () => {
  await using realm = await startRealm();
  await realm.manage(`addprinc -pw Avant-0-mot ${HOLDER.login}`);
  const config = await realm.config(realm.ports.admin);
  const news = { ...HOLDER, deliveryId: 'd-1', chosenAt: 0, password: new Secret('Premier-1-mot') };
  const { signal } = new AbortController();

  const poor = buildKerberos({ ...settingsOf({ keytab: realm.keytabs.poor, config }), admin: 'poor/admin' }, TOOLS);
  const carried = await poor.deliver(news, signal);
  assert.match(
    carried.kind === 'later' ? carried.detail : '',
    /requires ``change-password'' privilege; kadm5\.acl needs: poor\/admin@UNIV\.TEST c \*@UNIV\.TEST$/,
  );

  const template = { principal: '{login}/admin' };
  const own = buildKerberos({ ...settingsOf({ keytab: realm.keytabs.jeton, config }), ...template }, TOOLS);
  assert.equal((await own.deliver({ ...news, login: 'jeton' }, signal)).kind, 'waiting');
  assert.equal((await own.check()).at(0)?.level, 'ok');
});
