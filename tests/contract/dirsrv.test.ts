import { Client } from 'ldapts';
import { systemClock } from '../../src/platform/clock.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Directory } from '../../src/systems/directory.ts';
import { openLdapDirectory } from '../../src/systems/ldap/ldap-directory.ts';
import { CLOSED_BY_SUPANN, LOCKED } from '../support/closed-accounts.ts';
import { type Dirsrv, startDirsrv } from '../support/dirsrv.ts';
import { FIXED } from '../support/fixed-people.ts';
import { ldapSettings } from '../support/ldap-settings.ts';
import { createPki } from '../support/pki.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import type { Way } from './application-contract.ts';
import { directoryContract } from './directory-contract.ts';
import type { DirectoryStand } from './directory-stand.ts';

const { number } = FIXED.plain;
const POLICY = { history: 3, minimumLength: 8, maximumFailures: 3, mustChange: true } as const;
const MUST_CHANGE = '19700101000000Z';

interface Server {
  readonly dirsrv: Dirsrv;
  /** Of an authority that has nothing to do with it. */
  readonly otherCa: string;
}

async function open({ dirsrv, otherCa }: Server, { port, authority }: Way, bind = dirsrv.service): Promise<Directory> {
  const settings = ldapSettings(dirsrv, {
    urls: [`ldaps://127.0.0.1:${port}`],
    tls: { mode: 'ldaps', ca: authority === 'right' ? dirsrv.caPem : otherCa },
    bind: { dn: bind.dn, password: new Secret(bind.password) },
    account: { ...ldapSettings(dirsrv).account, id: 'nsUniqueId' },
    eligible: undefined,
    timeoutMs: 120_000,
  });
  return await Promise.resolve(openLdapDirectory(settings, { clock: systemClock }));
}

async function start(): Promise<DirectoryStand> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await createTempFolder('jeton-contract-'));
  const { caPem: otherCa } = await createPki(folder.path);
  const dirsrv = stack.use(await startDirsrv({ policy: POLICY }));
  for (const closed of CLOSED_BY_SUPANN) await dirsrv.setAttributes(closed.number, closed.attributes);
  await dirsrv.setAttributes(LOCKED.number, { nsAccountLock: ['TRUE'] });
  const held = stack.move();
  return {
    // The password modify operation is for encrypted connections only there.
    ports: { plain: undefined, encrypted: dirsrv.ports.ldaps },
    open: (way) => open({ dirsrv, otherCa }, way),
    holder: { number, login: number, address: FIXED.plain.address },
    shared: { address: FIXED.family.address, numbers: FIXED.family.numbers },
    ineligible: [
      { what: 'disabled', ...FIXED.disabled },
      { what: 'locked by an administrator', ...LOCKED },
      ...CLOSED_BY_SUPANN,
    ],
    opens: (login, password) => dirsrv.opens(login, password),
    refused: [
      { password: 'Court-1', reason: 'quality' },
      { password: 'Intact-4-mot', reason: 'history' },
    ],
    lock: (login) => guess(dirsrv, login),
    mustChange: {
      set: (login) => dirsrv.setAttributes(login, { passwordExpirationTime: [MUST_CHANGE] }),
      isSet: async (login) => {
        const held = await dirsrv.attributes(login, ['passwordExpirationTime']);
        return held['passwordExpirationTime']?.[0] === MUST_CHANGE;
      },
    },
    openWithoutRights: (way) => open({ dirsrv, otherCa }, way, dirsrv.reader),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

async function guess(dirsrv: Dirsrv, login: string): Promise<void> {
  const client = new Client({ url: dirsrv.urls.ldap });
  for (let guesses = 0; guesses < POLICY.maximumFailures; guesses += 1) {
    await client.bind(`uid=${login},${dirsrv.base}`, 'devine').catch(() => undefined);
  }
  await client.unbind();
}

directoryContract({ connector: 'ldap', server: '389 Directory Server 2.3', start });
