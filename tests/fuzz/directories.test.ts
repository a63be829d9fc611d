import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { pickStored } from '../../src/platform/address.ts';
import { AppError } from '../../src/platform/errors.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { Secret } from '../../src/platform/secret.ts';
import { openActiveDirectory } from '../../src/systems/active-directory/active-directory.ts';
import { openActiveDirectoryApplication } from '../../src/systems/active-directory/application.ts';
import type { Application, PasswordNews } from '../../src/systems/application.ts';
import type { Directory } from '../../src/systems/directory.ts';
import { openLdapApplication } from '../../src/systems/ldap/ldap-application.ts';
import { openLdapDirectory } from '../../src/systems/ldap/ldap-directory.ts';
import { type HostileLdap, type LdapScript, startHostileLdap } from '../support/hostile-ldap.ts';
import { anyText, damaged, fc, property } from './fuzz.ts';

const PASSWORD = 'Canari-Passe-1';
const ADDRESS = 'camille@exemple.test';
const NEWS: PasswordNews = {
  ...{ deliveryId: '01J9-delivery', accountId: 'account-1', number: '28700001', login: 'cmartin' },
  ...{ password: new Secret(PASSWORD), chosenAt: 0 },
};
const SERVICE = 'cn=jeton-service';
const GUID = '01234567-89ab-cdef-0123-456789abcdef';
let server: HostileLdap;
before(async () => (server = await startHostileLdap(SERVICE)));
after(() => server[Symbol.asyncDispose]());

const reached = () => ({
  ...({ urls: [server.url], tls: { mode: 'none', ca: undefined }, timeoutMs: 1500, eligible: undefined } as const),
  ...{ bind: { dn: SERVICE, password: new Secret('s') }, base: 'dc=univ', addressLabels: ['PERSO'], notify: ['mail'] },
});
const names = { number: 'employeeNumber', login: 'uid', name: 'displayName', language: 'preferredLanguage' };

function openOne(kind: 'ldap' | 'active-directory'): Directory {
  const tools = { clock: systemClock };
  return kind === 'ldap'
    ? openLdapDirectory(
        { ...reached(), type: kind, addresses: ['mail'], account: { ...names, id: 'entryUUID' } },
        tools,
      )
    : openActiveDirectory({ ...reached(), type: kind, addresses: ['otherMailbox'], account: names }, tools);
}

function openApplication(kind: 'ldap' | 'active-directory'): Application {
  const { urls, tls, timeoutMs, bind, base } = reached();
  const common = { name: 'ENT', urls, tls, timeoutMs, bind, base, capacity: undefined };
  const match = { attribute: 'uid', by: 'login' } as const;
  const tools = { clock: systemClock };
  return kind === 'ldap'
    ? openLdapApplication({ ...common, type: kind, match, filter: undefined }, tools)
    : openActiveDirectoryApplication({ ...common, type: kind, match }, tools);
}

const value = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.constant(Buffer.from(GUID.replaceAll('-', ''), 'hex')),
  fc
    .oneof(
      anyText,
      damaged(ADDRESS),
      fc.constantFrom(ADDRESS, 'cmartin', `{PERSO}${ADDRESS}`, '512', '20261006081500Z', 'TRUE', '0', 'top'),
    )
    .map((text) => Buffer.from(text)),
);
const attribute = fc.constantFrom(
  ...['entryUUID', 'objectGUID', 'uid', 'employeeNumber', 'mail', 'otherMailbox', 'displayName', 'preferredLanguage'],
  ...[
    'userAccountControl',
    'pwdLastSet',
    'adminCount',
    'pwdChangedTime',
    'pwdReset',
    'objectClass',
    'supportedControl',
  ],
  ...['nTSecurityDescriptor', 'supannRessourceEtatDate', 'namingContexts', 'defaultNamingContext', 'subschemaSubentry'],
);
const code = fc.oneof(fc.constantFrom(0, 0, 0, 4, 10, 19, 32, 49, 50, 51, 52, 53), fc.nat({ max: 127 }));
const script: fc.Arbitrary<LdapScript> = fc.record({
  searched: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, code),
  code,
  words: fc.oneof(
    anyText,
    fc.constant(`${PASSWORD} is too short`),
    damaged('0000052D: SvcErr: DSID-031A12D2, data 52e'),
  ),
  entries: fc.array(
    fc.record({
      dn: fc.oneof(anyText, fc.constant('uid=c,dc=univ')),
      attributes: fc.dictionary(attribute, fc.array(value, { maxLength: 3 })),
    }),
    { maxLength: 3 },
  ),
});

/** The one fault that a directory may cause: entries without an id or login, several of one id (docs/errors.md). */
async function orMadeNoSense<T>(outcome: Promise<T>): Promise<T | { readonly kind: 'no sense' }> {
  try {
    return await outcome;
  } catch (thrown) {
    assert.ok(thrown instanceof AppError && thrown.code === 'DIRECTORY_ANSWER', String(thrown));
    return { kind: 'no sense' };
  }
}

function assertSilent(outcome: object): void {
  assert.ok(!JSON.stringify(outcome).includes(PASSWORD), JSON.stringify(outcome));
}

property('whatever a directory holds and says is one outcome, and accounts that are found have an id and the address', {
  cost: 60,
  inputs: fc.tuple(fc.constantFrom('ldap', 'active-directory'), script),
  async holds([kind, told]) {
    server.script = told;
    await using directory = openOne(kind);
    const found = await orMadeNoSense(directory.findByAddress(ADDRESS));
    assert.ok(['found', 'unreachable', 'no sense'].includes(found.kind));
    for (const account of 'accounts' in found ? found.accounts : []) {
      assert.ok(account.id !== '' && account.login !== '');
      assert.ok(kind === 'ldap' || pickStored(ADDRESS, account.addresses) !== undefined);
    }
    const one = await orMadeNoSense(directory.findById(GUID));
    assert.ok(['found', 'absent', 'unreachable', 'no sense'].includes(one.kind));
    const set = await orMadeNoSense(directory.setPassword(GUID, new Secret(PASSWORD)));
    assert.ok(['done', 'refused', 'absent', 'unreachable', 'no sense'].includes(set.kind));
    // No password was set where everything is refused, or nobody is found.
    if (set.kind === 'done') assert.ok(told.code === 0 && told.entries.length === 1);
    const verified = await orMadeNoSense(directory.verifyPassword(GUID, new Secret(PASSWORD)));
    assert.ok(['valid', 'invalid', 'unreachable', 'no sense'].includes(verified.kind));
    if (verified.kind === 'valid' && kind === 'ldap') assert.equal(told.code, 0);
    for (const outcome of [set, verified]) assertSilent(outcome);
    await using application = openApplication(kind);
    const carried = await application.deliver(NEWS, AbortSignal.timeout(3000));
    assert.ok(['done', 'refused', 'later', 'waiting'].includes(carried.kind));
    assertSilent(carried);
  },
});

property('whatever a directory holds and says, the check of it comes to lines', {
  cost: 100,
  inputs: fc.tuple(fc.constantFrom('ldap', 'active-directory'), script),
  async holds([kind, told]) {
    server.script = told;
    await using directory = openOne(kind);
    const lines = await directory.check(AbortSignal.timeout(5000));
    assert.ok(lines.length > 0);
    for (const { level, what, mend } of lines) {
      assert.ok(['ok', 'warning', 'failure'].includes(level) && what !== '');
      assert.ok(level !== 'failure' || mend !== undefined, what);
    }
  },
});
