import { systemClock } from '../../src/platform/clock.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Application } from '../../src/systems/application.ts';
import { openLdapApplication } from '../../src/systems/ldap/ldap-application.ts';
import { type Dirsrv, startDirsrv } from '../support/dirsrv.ts';
import { FIXED } from '../support/fixed-people.ts';
import { createPki } from '../support/pki.ts';
import { type Slapd, startSlapd } from '../support/slapd.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { type ApplicationStand, type Way, applicationContract } from './application-contract.ts';

const { number } = FIXED.plain;
const POLICY = { history: 3, minimumLength: 8, mustChange: true } as const;
const AT_ONCE = '19700101000000Z';

interface Server {
  readonly ldap: Slapd | Dirsrv;
  /** Of an authority that has nothing to do with it. */
  readonly otherCa: string;
}

async function open({ ldap, otherCa }: Server, { port, authority, encrypted }: Way): Promise<Application> {
  const ca = authority === 'right' ? ldap.caPem : otherCa;
  const application = openLdapApplication(
    {
      ...({ type: 'ldap', name: 'Bibliothèque', base: ldap.base, capacity: undefined, filter: undefined } as const),
      urls: [`${encrypted ? 'ldaps' : 'ldap'}://127.0.0.1:${port}`],
      tls: encrypted ? { mode: 'ldaps', ca } : { mode: 'none', ca: undefined },
      bind: { dn: ldap.service.dn, password: new Secret(ldap.service.password) },
      match: { attribute: 'uid', by: 'login' },
      timeoutMs: 120_000,
    },
    { clock: systemClock },
  );
  return await Promise.resolve(application);
}

type Stand = Pick<ApplicationStand, 'ports' | 'refused' | 'mustChange'>;

async function standOn(start: () => Promise<[Slapd | Dirsrv, Stand]>): Promise<ApplicationStand> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await createTempFolder('jeton-contract-'));
  const { caPem: otherCa } = await createPki(folder.path);
  const [ldap, stand] = await start();
  stack.use(ldap);
  const held = stack.move();
  return {
    ...stand,
    open: (way) => open({ ldap, otherCa }, way),
    holder: { accountId: 'id-1', number, login: number },
    stranger: { accountId: 'id-2', number: '99999999', login: 'personne' },
    opens: (password) => ldap.opens(number, password),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

async function openLdap(): Promise<[Slapd, Stand]> {
  // Whoever may manage passwords counts as an administrator, whose passwords people must change.
  const slapd = await startSlapd({ policy: POLICY, maySetPasswords: 'manage' });
  const isSet = async (): Promise<boolean> => {
    const held = await slapd.attributes(number, ['pwdReset']);
    return held['pwdReset']?.[0] === 'TRUE';
  };
  return [
    slapd,
    {
      ports: { plain: slapd.ports.ldap, encrypted: slapd.ports.ldaps },
      // Nor does slapd hold such an account to its policy.
      refused: [],
      mustChange: { set: () => slapd.setAttributes(number, { pwdReset: ['TRUE'] }), isSet },
    },
  ];
}

async function openLdapUnderPolicy(): Promise<[Slapd, Stand]> {
  const slapd = await startSlapd({ policy: POLICY });
  return [
    slapd,
    {
      ports: { plain: slapd.ports.ldap, encrypted: slapd.ports.ldaps },
      refused: [
        { password: 'Court-1', reason: 'too-short' },
        { password: 'Nouveau-5-mot', reason: 'history' },
      ],
    },
  ];
}

async function dirsrv(): Promise<[Dirsrv, Stand]> {
  const server = await startDirsrv({ policy: POLICY });
  const isSet = async (): Promise<boolean> => {
    const held = await server.attributes(number, ['passwordExpirationTime']);
    return held['passwordExpirationTime']?.[0] === AT_ONCE;
  };
  return [
    server,
    {
      // The password modify operation is for encrypted connections only there.
      ports: { plain: undefined, encrypted: server.ports.ldaps },
      refused: [
        { password: 'Court-1', reason: 'quality' },
        { password: 'Nouveau-5-mot', reason: 'history' },
      ],
      mustChange: { set: () => server.setAttributes(number, { passwordExpirationTime: [AT_ONCE] }), isSet },
    },
  ];
}

const connector = 'ldap';
applicationContract({ connector, server: 'OpenLDAP 2.5', start: () => standOn(openLdapUnderPolicy) });
applicationContract({ connector, server: 'OpenLDAP 2.5, manage', start: () => standOn(openLdap) });
applicationContract({ connector, server: '389 Directory Server 2.3', start: () => standOn(dirsrv) });
