import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { type Moodle, type MoodleSite, startMoodle } from '../../../tests/support/moodle.ts';
import type { MoodleSettings } from '../../config/application-settings.ts';
import { systemClock } from '../../platform/clock.ts';
import { Secret } from '../../platform/secret.ts';
import type { Application, Carried } from '../application.ts';
import type { CheckLine } from '../directory.ts';
import { buildMoodle } from './moodle.ts';

/* On a stand-in, see tests/support/moodle.ts. */

const PEOPLE = [
  { id: 7, username: 'cmartin', idnumber: '28700001', email: 'cmartin@univ.example', mustChange: true },
  { id: 8, username: 'cas-user', idnumber: '28700008', email: 'cas@univ.example', auth: 'cas' },
  { id: 9, username: 'db-user', idnumber: '28700009', email: 'db@univ.example', auth: 'db' },
  { id: 10, username: 'chef', idnumber: '28700010', email: 'chef@univ.example', admin: true },
  { id: 11, username: 'parti', idnumber: '28700011', email: 'parti@univ.example', deleted: true },
  { id: 12, username: 'absent', idnumber: '28700012', email: 'absent@univ.example', suspended: true },
  { id: 13, username: 'jumelle-1', idnumber: '28700013', email: 'jumelles@univ.example' },
  { id: 14, username: 'jumelle-2', idnumber: '28700013', email: 'jumelles@univ.example' },
  { id: 15, username: 'accent', idnumber: 'É-15', email: 'accent@univ.example' },
];

let moodle: Moodle;
let first: MoodleSite;
before(async () => {
  moodle = await startMoodle(PEOPLE);
  first = { ...moodle.site };
});
after(() => moodle[Symbol.asyncDispose]());
afterEach(() => Object.assign(moodle.site, first));

function open(more: Partial<MoodleSettings> = {}): Application {
  return buildMoodle(
    {
      ...({ type: 'moodle', name: 'Moodle', ca: undefined, timeoutMs: 5000, capacity: undefined } as const),
      url: new URL(`http://127.0.0.1:${moodle.ports.plain}/lms/`),
      token: new Secret(first.token),
      match: { field: 'username', by: 'login', suffix: '' },
      auth: { own: ['manual', 'email'], elsewhere: ['cas'] },
      ...more,
    },
    { clock: systemClock },
  );
}

interface Wish {
  readonly login?: string;
  readonly number?: string;
  readonly password?: string;
  readonly settings?: Partial<MoodleSettings>;
}

async function deliver({
  login = 'cmartin',
  number = '1',
  password = 'Canari-1-mot',
  settings,
}: Wish): Promise<Carried> {
  const news = { deliveryId: 'd', accountId: 'id-1', number, login, chosenAt: 0, password: new Secret(password) };
  return await open(settings).deliver(news, AbortSignal.timeout(10_000));
}

async function worstOf(settings: Partial<MoodleSettings> = {}): Promise<CheckLine | undefined> {
  return (await open(settings).check()).find(({ level }) => level === 'failure');
}

describe('a Moodle', () => {
  test('asks for no other password once this one is set, and still does after one that it refuses', async () => {
    moodle.site.minimumLength = 14;
    assert.equal((await deliver({})).kind, 'refused');
    assert.ok(moodle.mustChange('cmartin'));
    moodle.site.minimumLength = first.minimumLength;
    assert.deepEqual(await deliver({}), { kind: 'done' });
    assert.ok(!moodle.mustChange('cmartin'));
  });

  test('never has the token or the password in a URL', async () => {
    assert.deepEqual(await deliver({}), { kind: 'done' });
    assert.ok(moodle.opens('cmartin', 'Canari-1-mot'));
    for (const url of moodle.urls) assert.equal(url, '/lms/webservice/rest/server.php');
  });

  test('finds people by a login in capitals, by number, and by an address that is made of the login', async () => {
    assert.deepEqual(await deliver({ login: 'CMartin', password: 'Canari-2-mot' }), { kind: 'done' });
    assert.ok(moodle.opens('cmartin', 'Canari-2-mot'));
    const byNumber = { match: { field: 'idnumber', by: 'number', suffix: '' } } as const;
    const wish = { login: 'autre', number: '28700001', password: 'Canari-3-mot' };
    assert.deepEqual(await deliver({ ...wish, settings: byNumber }), { kind: 'done' });
    assert.ok(moodle.opens('cmartin', 'Canari-3-mot'));
    const byAddress = { match: { field: 'email', by: 'login', suffix: '@univ.example' } } as const;
    assert.deepEqual(await deliver({ password: 'Canari-4-mot', settings: byAddress }), { kind: 'done' });
    assert.ok(moodle.opens('cmartin', 'Canari-4-mot'));
  });

  test('whose database overlooks accents is not taken at its word', async () => {
    const settings = { match: { field: 'idnumber', by: 'number', suffix: '' } } as const;
    assert.equal((await deliver({ number: 'E-15', settings })).kind, 'waiting');
    assert.equal((await deliver({ number: 'É-15', settings })).kind, 'done');
  });

  test('with several accounts of one number is given no password', async () => {
    const settings = { match: { field: 'idnumber', by: 'number', suffix: '' } } as const;
    const carried = await deliver({ number: '28700013', settings });
    assert.deepEqual(carried, { kind: 'waiting', detail: 'several accounts have this idnumber' });
  });

  test('that says yes and changes nothing is not believed: such accounts are refused', async () => {
    assert.partialDeepStrictEqual(await deliver({ login: 'db-user' }), { kind: 'refused', reason: 'not-allowed' });
    assert.ok(!moodle.opens('db-user', 'Canari-1-mot'));
  });

  test('leaves alone the accounts that log in elsewhere', async () => {
    assert.deepEqual(await deliver({ login: 'cas-user' }), { kind: 'done' });
    assert.ok(!moodle.opens('cas-user', 'Canari-1-mot'));
  });

  test('refuses for its administrators, waits for the deleted, and takes it for the suspended', async () => {
    assert.partialDeepStrictEqual(await deliver({ login: 'chef' }), { kind: 'refused', reason: 'not-allowed' });
    assert.equal((await deliver({ login: 'parti' })).kind, 'waiting');
    assert.deepEqual(await deliver({ login: 'absent' }), { kind: 'done' });
  });

  for (const language of ['en', 'fr'] as const) {
    for (const warnings of [true, false]) {
      test(`says in ${language} why its policy refuses, ${warnings ? 'as a warning' : 'as old releases did'}`, async () => {
        Object.assign(moodle.site, { language, warnings, debugging: true, minimumLength: 14 });
        const tooShort = { kind: 'refused', reason: 'too-short' };
        assert.partialDeepStrictEqual(await deliver({ password: 'Canari-1-mot' }), tooShort);
        const weak = { kind: 'refused', reason: 'quality' };
        assert.partialDeepStrictEqual(await deliver({ password: 'Canari-sans-chiffre' }), weak);
        assert.partialDeepStrictEqual(await deliver({ password: 'canari-sans-majuscule-1' }), weak);
        assert.deepEqual(await deliver({ password: 'Canari-assez-long-1' }), { kind: 'done' });
      });
    }
  }

  test('that does not show why still refuses, and nobody reads a reason that Moodle has not given', async () => {
    moodle.site.minimumLength = 14;
    assert.partialDeepStrictEqual(await deliver({}), { kind: 'refused', reason: 'other' });
  });

  for (const [what, change, detail] of [
    ['knows no such token', { token: 'autre' }, /invalidtoken \(the token is not known/],
    ['lets the token call nothing', { functions: [] }, /accessexception .*add the function/],
    [
      'does not let it change accounts',
      { capabilities: ['moodle/user:viewdetails', 'moodle/user:viewalldetails'] },
      /nopermissions .*moodle\/user:update/,
    ],
    ['is under maintenance', { maintenance: true }, /sitemaintenance/],
    ['has no web services', { restEnabled: false }, /^HTTP 403: enable web services/],
  ] as const) {
    test(`that ${what} is tried again, and its check fails`, async () => {
      Object.assign(moodle.site, change);
      const carried = await deliver({});
      assert.ok(carried.kind === 'later', JSON.stringify(carried));
      assert.match(carried.detail, detail);
      assert.ok(!carried.detail.includes(first.token));
      assert.ok((await worstOf())?.mend !== undefined);
    });
  }

  test('that does not show how an account logs in is tried again', async () => {
    moodle.site.capabilities = ['moodle/user:viewdetails', 'moodle/user:update'];
    const carried = await deliver({ settings: { match: { field: 'email', by: 'login', suffix: '@univ.example' } } });
    assert.ok(carried.kind === 'later');
    assert.match(carried.detail, /moodle\/user:viewalldetails/);
  });

  test('that does not show its accounts would be waited for; its check says so', async () => {
    moodle.site.capabilities = ['moodle/user:viewdetails', 'moodle/user:update'];
    assert.equal((await deliver({})).kind, 'waiting');
    assert.match((await worstOf())?.mend ?? '', /moodle\/user:viewalldetails/);
  });

  test('is checked for its release and each right, and nothing is changed', async () => {
    const lines = await open().check();
    assert.deepEqual(
      lines.map(({ level }) => level),
      ['ok', 'ok', 'ok'],
    );
    assert.match(lines[0]?.what ?? '', /is Moodle 4\.5\.1/);
    moodle.site.functions = ['core_webservice_get_site_info', 'core_user_get_users_by_field'];
    assert.match((await worstOf())?.what ?? '', /may not call core_user_update_users$/);
    assert.match((await worstOf({ url: new URL(`http://127.0.0.1:${moodle.ports.plain}/`) }))?.what ?? '', /HTTP 404/);
  });
});
