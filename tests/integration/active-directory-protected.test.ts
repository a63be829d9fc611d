import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { systemClock } from '../../src/platform/clock.ts';
import { Secret } from '../../src/platform/secret.ts';
import { openActiveDirectory } from '../../src/systems/active-directory/active-directory.ts';
import { openActiveDirectoryApplication } from '../../src/systems/active-directory/application.ts';
import type { Application } from '../../src/systems/application.ts';
import type { Directory } from '../../src/systems/directory.ts';
import { activeDirectoryApplicationSettings, activeDirectorySettings } from '../support/active-directory-settings.ts';
import { protectAccount } from '../support/protect-account.ts';
import { FIRST_PASSWORD, NO_SAMBA, type Samba, startSamba } from '../support/samba.ts';

const TOOLS = { clock: systemClock };
const LOGIN = 'gardien';
const ADDRESS = 'gardien@exemple.test';
const ADMIN_COUNT = 'bf967918-0de6-11d0-a285-00aa003049e2';

describe('an account that the domain protects', { skip: NO_SAMBA }, () => {
  let samba: Samba;
  let directory: Directory;
  let application: Application;
  before(async () => {
    samba = await startSamba();
    directory = openActiveDirectory(activeDirectorySettings(samba), TOOLS);
    application = openActiveDirectoryApplication(activeDirectoryApplicationSettings(samba), TOOLS);
    // The check takes the first of them for all.
    await samba.addPerson('ordinaire', {});
    await samba.addPerson(LOGIN, { otherMailbox: [ADDRESS] });
  });
  after(async () => {
    await application[Symbol.asyncDispose]();
    await directory[Symbol.asyncDispose]();
    await samba[Symbol.asyncDispose]();
  });

  async function howManyFound(): Promise<number> {
    const found = await directory.findByAddress(ADDRESS);
    assert.ok(found.kind === 'found');
    return found.accounts.length;
  }

  /** Keeps the service account from reading the mark of an entry, and of those below that take over its rights. */
  async function hideMark(dn: string): Promise<void> {
    const shown = await samba.tool('user', 'show', 'svc-jeton', '--attributes=objectSid');
    const [, sid = ''] = /^objectSid: (\S+)$/m.exec(shown) ?? [];
    await samba.tool('dsacl', 'set', `--objectdn=${dn}`, `--sddl=(OD;CI;RP;${ADMIN_COUNT};;${sid})`);
  }

  async function warnings(): Promise<string> {
    const lines = await directory.check();
    return lines.flatMap(({ level, what, mend = '' }) => (level === 'warning' ? [`${what} [${mend}]`] : [])).join('\n');
  }

  test('is nobody while its mark may be read, and the check has nothing to say', async () => {
    assert.equal(await howManyFound(), 1);
    await protectAccount(samba, LOGIN);
    assert.equal(await howManyFound(), 0);
    assert.doesNotMatch(await warnings(), /adminCount/);
  });

  test('is told by what reaches it where its mark may not be read: refused at once, and by no application tried for an hour', async () => {
    await hideMark(`CN=${LOGIN},${samba.base}`);
    const found = await directory.findByAddress(ADDRESS);
    assert.ok(found.kind === 'found' && found.accounts[0] !== undefined, 'it looks like any other');
    const refused = await directory.setPassword(found.accounts[0].id, new Secret('Garde-1-mot'));
    assert.partialDeepStrictEqual(refused, { kind: 'refused', reason: 'not-allowed' });
    assert.match('detail' in refused ? refused.detail : '', /kept from what is delegated/);
    const who = { deliveryId: 'd', accountId: 'none', number: 'none', login: LOGIN, chosenAt: Date.now() };
    const news = { ...who, password: new Secret('Garde-2-mot') };
    const carried = await application.deliver(news, AbortSignal.timeout(10_000));
    assert.partialDeepStrictEqual(carried, { kind: 'refused', reason: 'not-allowed' });
    assert.ok(await samba.opens(LOGIN, FIRST_PASSWORD));
  });

  test('is what the check warns of where marks may not be read, with the command that lets them be', async () => {
    await hideMark(samba.base);
    const warned = await warnings();
    assert.match(warned, /the service account may not read adminCount/);
    const [, dn = '', sddl = ''] = /samba-tool dsacl set --objectdn="(.+?)" --sddl="(.+?)"/.exec(warned) ?? [];
    await samba.tool('dsacl', 'set', `--objectdn=${dn}`, `--sddl=${sddl}`);
    assert.doesNotMatch(await warnings(), /adminCount/);
  });
});
