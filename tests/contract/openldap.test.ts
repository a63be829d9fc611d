import assert from 'node:assert/strict';
import { Client, InvalidCredentialsError } from 'ldapts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Directory } from '../../src/systems/directory.ts';
import { openLdapDirectory } from '../../src/systems/ldap/ldap-directory.ts';
import { CLOSED_BY_SUPANN, LOCKED } from '../support/closed-accounts.ts';
import { FIXED } from '../support/fixed-people.ts';
import { ldapSettings } from '../support/ldap-settings.ts';
import { createPki } from '../support/pki.ts';
import { type Slapd, startSlapd } from '../support/slapd.ts';
import type { SlapdSettings } from '../support/slapd-settings.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import type { Way } from './application-contract.ts';
import { directoryContract } from './directory-contract.ts';
import type { DirectoryStand } from './directory-stand.ts';

const { number } = FIXED.plain;
const POLICY = { history: 3, minimumLength: 8, maximumFailures: 3, mustChange: true } as const;

/** What an administrator's passwords are not held to. */
const REFUSED = [
  { password: 'Court-1', reason: 'too-short' },
  { password: 'Intact-4-mot', reason: 'history' },
] as const;

async function open(slapd: Slapd, otherCa: string, { port, authority, encrypted }: Way): Promise<Directory> {
  const ca = authority === 'right' ? slapd.caPem : otherCa;
  const settings = ldapSettings(slapd, {
    urls: [`${encrypted ? 'ldaps' : 'ldap'}://127.0.0.1:${port}`],
    tls: { mode: encrypted ? 'ldaps' : 'none', ca: encrypted ? ca : undefined },
    eligible: undefined,
    timeoutMs: 120_000,
  });
  return await Promise.resolve(openLdapDirectory(settings, { clock: systemClock }));
}

/** @param manages whether the service account counts as an administrator, whose passwords people must change */
async function start(manages: boolean): Promise<DirectoryStand> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await createTempFolder('jeton-contract-'));
  const { caPem: otherCa } = await createPki(folder.path);
  const slapd = stack.use(await startSlapd({ policy: POLICY, maySetPasswords: manages ? 'manage' : true }));
  for (const closed of CLOSED_BY_SUPANN) await slapd.setAttributes(closed.number, closed.attributes);
  await slapd.setAttributes(LOCKED.number, { pwdAccountLockedTime: ['000001010000Z'] });
  const withoutRights: SlapdSettings = { policy: POLICY, maySetPasswords: false };
  const poor = stack.use(await startSlapd(withoutRights));
  const held = stack.move();
  return {
    ports: { plain: slapd.ports.ldap, encrypted: slapd.ports.ldaps },
    open: (way) => open(slapd, otherCa, way),
    holder: { number, login: number, address: FIXED.plain.address },
    shared: { address: FIXED.family.address, numbers: FIXED.family.numbers },
    ineligible: [
      { what: 'disabled', ...FIXED.disabled },
      { what: 'locked by an administrator', ...LOCKED },
      ...CLOSED_BY_SUPANN,
    ],
    opens: (login, password) => slapd.opens(login, password),
    refused: manages ? [] : REFUSED,
    lock: (login) => guess(slapd, login),
    mustChange: {
      set: (login) => slapd.setAttributes(login, { pwdReset: ['TRUE'] }),
      isSet: async (login) => (await slapd.attributes(login, ['pwdReset']))['pwdReset']?.[0] === 'TRUE',
    },
    openWithoutRights: ({ authority, encrypted }) =>
      open(poor, otherCa, { port: encrypted ? poor.ports.ldaps : poor.ports.ldap, authority, encrypted }),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** Guesses until the account is locked: under load the server now and then does not count one. */
async function guess(slapd: Slapd, login: string): Promise<void> {
  const client = new Client({ url: slapd.urls.ldap });
  for (let guesses = 0; guesses < 3 * POLICY.maximumFailures; guesses += 1) {
    await assert.rejects(client.bind(`uid=${login},${slapd.base}`, 'devine'), InvalidCredentialsError);
    const { pwdAccountLockedTime: locked = [] } = await slapd.attributes(login, ['pwdAccountLockedTime']);
    if (locked.length > 0) break;
  }
  await client.unbind();
}

directoryContract({ connector: 'ldap', server: 'OpenLDAP 2.5', start: () => start(false) });
directoryContract({ connector: 'ldap', server: 'OpenLDAP 2.5, managed', start: () => start(true) });
