import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ActiveDirectoryApplicationSettings } from '../../src/config/application-settings.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { Secret } from '../../src/platform/secret.ts';
import { openActiveDirectory } from '../../src/systems/active-directory/active-directory.ts';
import { openActiveDirectoryApplication } from '../../src/systems/active-directory/application.ts';
import type { Carried } from '../../src/systems/application.ts';
import type { SetPassword } from '../../src/systems/directory.ts';
import { activeDirectoryApplicationSettings, activeDirectorySettings } from '../support/active-directory-settings.ts';
import {
  type Answer,
  type Entries,
  POLICY_HINTS,
  type Script,
  startWindowsAnswers,
} from '../support/windows-answers.ts';

const DOMAIN = 'DC=ad,DC=univ,DC=example';
const BASE = `OU=People,${DOMAIN}`;
const DN = `CN=Camille Martin,${BASE}`;
const ID = '00000000-0000-4000-8000-000000000001';
const GOOD = 'Choisi-7-mot';
/** As Windows Server 2019 says it, whichever rule it was. */
const RESTRICTION: Answer = {
  code: 53,
  words: '0000052D: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0\n',
};

const CAMILLE = {
  objectGUID: [Buffer.from('00000000000000408000000000000001', 'hex')],
  sAMAccountName: ['cmartin'],
  displayName: ['Camille Martin'],
  pwdLastSet: ['134000000000000000'],
} as const;

function world(changes: { readonly controls?: readonly string[]; readonly person?: Entries[string] } = {}): Entries {
  const { controls = [POLICY_HINTS], person = {} } = changes;
  return {
    '': { supportedControl: controls, defaultNamingContext: [DOMAIN] },
    [DOMAIN]: { minPwdLength: ['8'], pwdProperties: ['1'], pwdHistoryLength: ['24'], minPwdAge: ['0'] },
    [DN]: { ...CAMILLE, ...person },
  };
}

function reached(url: string) {
  const samba = { urls: { ldap: url, ldaps: url }, caPem: '', base: BASE };
  const service = { dn: 'CN=svc', password: 'svc' } as never;
  return [{ ...samba, service }, { tls: { mode: 'none', ca: undefined } }] as const;
}

async function set(script: Script, password = GOOD) {
  await using server = await startWindowsAnswers(script);
  await using directory = openActiveDirectory(activeDirectorySettings(...reached(server.url)), { clock: systemClock });
  const outcome: SetPassword = await directory.setPassword(ID, new Secret(password));
  return { outcome, modifications: server.modifications };
}

async function deliver(
  script: Script,
  login = 'cmartin',
  changes: Partial<ActiveDirectoryApplicationSettings> = {},
): Promise<Carried> {
  await using server = await startWindowsAnswers(script);
  const [samba, plain] = reached(server.url);
  const settings = activeDirectoryApplicationSettings(samba, { ...plain, ...changes });
  await using application = openActiveDirectoryApplication(settings, { clock: systemClock });
  const who = { deliveryId: 'd', accountId: ID, number: '28700001', login };
  const news = { ...who, password: new Secret(GOOD), chosenAt: Date.now() };
  return await application.deliver(news, AbortSignal.timeout(5000));
}

describe('a domain controller that answers as Windows does', () => {
  test('is asked to hold the reset to the history, where it knows how to', async () => {
    const { outcome, modifications } = await set({ entries: world() });
    assert.deepEqual(outcome, { kind: 'done' });
    assert.deepEqual(modifications, [
      {
        dn: DN,
        values: { unicodePwd: Buffer.from(`"${GOOD}"`, 'utf16le') },
        // SEQUENCE { INTEGER 1 }
        controls: [{ type: POLICY_HINTS, critical: true, value: Buffer.from([0x30, 3, 2, 1, 1]) }],
      },
    ]);
  });

  test('is asked by the older number of the control where it only knows that one', async () => {
    const older = '1.2.840.113556.1.4.2066';
    const { modifications } = await set({ entries: world({ controls: [older] }) });
    assert.deepEqual(
      modifications[0]?.controls.map(({ type }) => type),
      [older],
    );
  });

  test('is not asked for what it does not know', async () => {
    const { outcome, modifications } = await set({ entries: world({ controls: [] }) });
    assert.deepEqual(outcome, { kind: 'done' });
    assert.deepEqual(modifications[0]?.controls, []);
  });

  test('says only that a rule was broken: which one, the rules tell', async () => {
    const refuse = { modify: () => RESTRICTION };
    const reasonOf = async (entries: Entries, password: string) => {
      const { outcome } = await set({ entries, ...refuse }, password);
      assert.ok(outcome.kind === 'refused' && !outcome.detail.includes(password), JSON.stringify(outcome));
      return outcome.reason;
    };
    assert.equal(await reasonOf(world(), 'Court-1'), 'too-short');
    assert.equal(await reasonOf(world(), 'seulementdesminuscules'), 'quality');
    assert.equal(await reasonOf(world(), 'Martin-le-1er'), 'quality');
    assert.equal(await reasonOf(world(), GOOD), 'history');
    // Nothing is remembered on a reset there, so that it cannot have been the history.
    assert.equal(await reasonOf(world({ controls: [] }), GOOD), 'quality');
  });

  test('has finer rules for some people: where they may be read, they tell; where not, nothing is made up', async () => {
    const pso = `CN=Staff,CN=Password Settings Container,CN=System,${DOMAIN}`;
    const person = { 'msDS-ResultantPSO': [pso] };
    const rules = { 'msDS-MinimumPasswordLength': ['16'], 'msDS-PasswordComplexityEnabled': ['TRUE'] };
    const reasonOf = async (entries: Entries) => {
      const { outcome } = await set({ entries, modify: () => RESTRICTION });
      return outcome.kind === 'refused' ? outcome.reason : outcome.kind;
    };
    assert.equal(await reasonOf({ ...world({ person }), [pso]: rules }), 'too-short');
    assert.equal(await reasonOf(world({ person })), 'quality');
  });

  test('lacks a right, or a well protected line, and refuses no password by that: what is missing is named', async () => {
    const answers: readonly (readonly [Answer, RegExp])[] = [
      [
        { code: 50, words: '00000005: SecErr: DSID-031A11ED, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0' },
        /lacks the right/,
      ],
      [
        { code: 53, words: '0000001F: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0' },
        /protected this weakly/,
      ],
      [{ code: 53, words: '00002077: SvcErr: DSID-031903E6, problem 5003 (WILL_NOT_PERFORM), data 0' }, /this way/],
      [{ code: 19, words: '00000056: AtrErr: DSID-03190F80, #1: data 0, Att 9005a (unicodePwd)' }, /old password/],
    ];
    for (const [answer, words] of answers) {
      const { outcome } = await set({ entries: world(), modify: () => answer });
      assert.equal(outcome.kind, 'unreachable');
      assert.match('detail' in outcome ? outcome.detail : '', words);
      // An administrator can still mend it within the hour.
      assert.equal((await deliver({ entries: world(), modify: () => answer })).kind, 'later');
    }
  });

  test('locked the account: it is unlocked before the password is set, and what was left behind is mended after', async () => {
    const person = { lockoutTime: ['134000000000000000'], pwdLastSet: ['0'] };
    const { modifications } = await set({ entries: world({ person }) });
    const asked = modifications.map(({ values }) =>
      Object.entries(values).map(([type, value]) => [type, value.toString()]),
    );
    assert.deepEqual(asked[0], [['lockoutTime', '0']]);
    assert.equal(asked[1]?.[0]?.[0], 'unicodePwd');
    assert.deepEqual(asked.slice(2), [[['lockoutTime', '0']], [['pwdLastSet', '-1']]]);
  });

  test('is left alone about an account that is protected', async () => {
    const entries = world({ person: { adminCount: ['1'] } });
    const { outcome, modifications } = await set({ entries });
    assert.deepEqual([outcome, modifications], [{ kind: 'absent' }, []]);
    assert.partialDeepStrictEqual(await deliver({ entries }), { kind: 'refused', reason: 'not-allowed' });
  });

  test('refuses what an application has already: the bind tells that it is there', async () => {
    const script = { entries: world(), modify: () => RESTRICTION };
    assert.deepEqual(await deliver(script), { kind: 'done' });
    const wrong = {
      code: 49,
      words: '80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data 52e, v4563',
    };
    const isPerson = (dn: string): Answer | undefined => (dn === DN ? wrong : undefined);
    assert.partialDeepStrictEqual(await deliver({ ...script, bind: isPerson }), { kind: 'refused', reason: 'history' });
    const locked = { ...wrong, words: wrong.words.replace('52e', '775') };
    const bind = (dn: string): Answer | undefined => (dn === DN ? locked : undefined);
    assert.equal((await deliver({ ...script, bind })).kind, 'later');
  });

  test('finds Hélène for helene: her password is not set to somebody else’s', async () => {
    const entries = world({ person: { sAMAccountName: ['Hélène'] } });
    assert.equal((await deliver({ entries }, 'helene')).kind, 'waiting');
    assert.deepEqual(await deliver({ entries }, 'hélène'), { kind: 'done' });
  });

  test('finds people by their number, where the settings say so', async () => {
    const match = { attribute: 'employeeNumber', by: 'number' } as const;
    const entries = world({ person: { employeeNumber: ['28700001'] } });
    assert.deepEqual(await deliver({ entries }, 'another-login', { match }), { kind: 'done' });
    const other = world({ person: { employeeNumber: ['28700002'] } });
    assert.equal((await deliver({ entries: other }, 'cmartin', { match })).kind, 'waiting');
  });

  test('finds two people for one login: neither gets the password', async () => {
    const entries = { ...world(), [`CN=Autre,${BASE}`]: CAMILLE };
    const carried = await deliver({ entries });
    assert.deepEqual(carried, { kind: 'waiting', detail: '2 accounts have the same sAMAccountName' });
  });
});
