import { systemClock } from '../../src/platform/clock.ts';
import type { Application } from '../../src/systems/application.ts';
import { openLdapReplica } from '../../src/systems/ldap/ldap-replica.ts';
import { startDirsrv, type Dirsrv } from '../support/dirsrv.ts';
import { FIXED } from '../support/fixed-people.ts';
import { ldapSettings } from '../support/ldap-settings.ts';
import { createPki } from '../support/pki.ts';
import { type Slapd, startSlapd } from '../support/slapd.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { type ApplicationStand, type Way, applicationContract } from './application-contract.ts';

const { number } = FIXED.plain;

interface Copy {
  /** The attribute with the stable id. */
  readonly id: string;
  readonly server: Slapd | Dirsrv;
  /** Of an authority that has nothing to do with it. */
  readonly otherCa: string;
}

async function open({ id, server, otherCa }: Copy, { port, authority, encrypted }: Way): Promise<Application> {
  const ca = authority === 'right' ? server.caPem : otherCa;
  const source = ldapSettings(server);
  const application = openLdapReplica(
    {
      ...({ type: 'ldap-replica', name: 'ENT', bind: undefined, base: undefined } as const),
      url: `${encrypted ? 'ldaps' : 'ldap'}://127.0.0.1:${port}`,
      tls: encrypted ? { mode: 'ldaps', ca } : { mode: 'none', ca: undefined },
      timeoutMs: 120_000,
    },
    { ...source, account: { ...source.account, id } },
    { clock: systemClock },
  );
  return await Promise.resolve(application);
}

/** The copy follows no other server here: whatever would replicate a password is the test's administrator, who writes it. */
async function standOn(id: string, start: () => Promise<Slapd | Dirsrv>): Promise<ApplicationStand> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await createTempFolder('jeton-contract-'));
  const { caPem: otherCa } = await createPki(folder.path);
  const server = stack.use(await start());
  const held = stack.move();
  return {
    ports: { plain: server.ports.ldap, encrypted: server.ports.ldaps },
    open: (way) => open({ id, server, otherCa }, way),
    // Ids are not the copy's own here; logins are the same.
    holder: { accountId: 'id-1', number, login: number },
    stranger: { accountId: 'id-2', number: '99999999', login: 'personne' },
    opens: (password) => server.opens(number, password),
    refused: [],
    arrive: (password) => server.setAttributes(number, { userPassword: [password] }),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

const watched = { connector: 'ldap-replica', watches: true } as const;
const policy = { history: 3 } as const;
applicationContract({
  ...watched,
  server: 'OpenLDAP 2.5',
  start: () => standOn('entryUUID', () => startSlapd({ policy })),
});
applicationContract({
  ...watched,
  server: '389 Directory Server 2.3',
  start: () => standOn('nsUniqueId', () => startDirsrv({ policy })),
});
