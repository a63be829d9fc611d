import { after, test } from 'node:test';
import { systemClock } from '../../src/platform/clock.ts';
import { Secret } from '../../src/platform/secret.ts';
import { openActiveDirectory } from '../../src/systems/active-directory/active-directory.ts';
import { openActiveDirectoryApplication } from '../../src/systems/active-directory/application.ts';
import { activeDirectoryApplicationSettings, activeDirectorySettings } from '../support/active-directory-settings.ts';
import { createPki } from '../support/pki.ts';
import { NO_SAMBA, type Samba, startSamba } from '../support/samba.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { type ApplicationStand, applicationContract, type Way } from './application-contract.ts';
import { directoryContract } from './directory-contract.ts';
import type { DirectoryStand } from './directory-stand.ts';

const HOLDER = { number: '28700001', login: 'cmartin', address: 'camille.martin@exemple.test' } as const;
const FAMILY = { address: 'famille.nguessan@mail.example', numbers: ['28700003', '28700004'] } as const;
const CLOSED = { number: '28700006', address: 'compte.ferme@exemple.test' } as const;
const LEFT = { number: '28700007', address: 'compte.fini@exemple.test' } as const;
const DISABLED = '514';
/** In 2019, in units of 100 ns since 1601. */
const LONG_AGO = '132000000000000000';
const GUESSES = 3;
const PORTS = { plain: undefined, encrypted: 636 } as const;

interface Domain extends AsyncDisposable {
  readonly samba: Samba;
  readonly otherCa: string;
}

async function startDomain(): Promise<Domain> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await createTempFolder('jeton-contract-'));
  const { caPem: otherCa } = await createPki(folder.path);
  const samba = stack.use(await startSamba());
  const person = ({ number, address }: { number: string; address: string }) => {
    return { employeeNumber: [number], otherMailbox: [address], displayName: [`n° ${number}`] };
  };
  await samba.addPerson(HOLDER.login, person(HOLDER));
  for (const number of FAMILY.numbers) {
    await samba.addPerson(`u${number}`, person({ number, address: FAMILY.address }));
  }
  await samba.addPerson('ferme', { ...person(CLOSED), userAccountControl: [DISABLED] });
  await samba.addPerson('parti', { ...person(LEFT), accountExpires: [LONG_AGO] });
  const held = stack.move();
  return { samba, otherCa, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

let started: Promise<Domain> | undefined;

/** One domain for both contracts: it takes eight seconds to make. */
function findDomain(): Promise<Domain> {
  return (started ??= startDomain());
}

function reached({ samba, otherCa }: Domain, { port, authority }: Way) {
  return {
    urls: [`ldaps://127.0.0.1:${port}`],
    tls: { mode: 'ldaps', ca: authority === 'right' ? samba.caPem : otherCa },
    timeoutMs: 120_000,
  } as const;
}

async function startDirectory(): Promise<DirectoryStand> {
  const domain = await findDomain();
  const { samba } = domain;
  const tools = { clock: systemClock };
  const open = (way: Way, changes = {}) =>
    Promise.resolve(
      openActiveDirectory(activeDirectorySettings(samba, { ...reached(domain, way), ...changes }), tools),
    );
  return {
    ...{ ports: PORTS, host: samba.host, holder: HOLDER, shared: FAMILY },
    open: (way) => open(way),
    ineligible: [
      { what: 'disabled', address: CLOSED.address },
      { what: 'expired', address: LEFT.address },
    ],
    opens: (login, password) => samba.opens(login, password),
    refused: [
      { password: 'Court-1', reason: 'too-short' },
      { password: 'seulementdesminuscules', reason: 'quality' },
    ],
    lock: (login) => guess(samba, login),
    mustChange: {
      set: (login) => samba.setAttributes(login, { pwdLastSet: ['0'] }),
      isSet: async (login) => (await samba.attributes(login, ['pwdLastSet']))['pwdLastSet']?.[0] === '0',
    },
    openWithoutRights: (way) => open(way, { bind: { dn: samba.poor.dn, password: new Secret(samba.poor.password) } }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function guess(samba: Samba, login: string): Promise<void> {
  for (let guesses = 0; guesses < GUESSES; guesses += 1) await samba.opens(login, 'devine');
}

async function startApplication(): Promise<ApplicationStand> {
  const domain = await findDomain();
  const { samba } = domain;
  return {
    ...{ ports: PORTS, host: samba.host },
    open: (way) =>
      Promise.resolve(
        openActiveDirectoryApplication(activeDirectoryApplicationSettings(samba, reached(domain, way)), {
          clock: systemClock,
        }),
      ),
    holder: { accountId: 'id-1', ...HOLDER },
    stranger: { accountId: 'id-2', number: '28700099', login: 'personne' },
    opens: (password) => samba.opens(HOLDER.login, password),
    refused: [
      { password: 'Court-1', reason: 'too-short' },
      { password: 'seulementdesminuscules', reason: 'quality' },
    ],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

const on = { connector: 'active-directory', server: 'Samba AD 4.17' } as const;
if (NO_SAMBA === false) {
  directoryContract({ ...on, start: startDirectory });
  applicationContract({ ...on, start: startApplication });
  after(async () => {
    await (await started)?.[Symbol.asyncDispose]();
  });
} else test('active-directory', { skip: NO_SAMBA }, () => undefined);
