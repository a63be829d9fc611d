import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { text } from 'node:stream/consumers';
import { createClock } from '../../../tests/support/clock.ts';
import { startPlainServer } from '../../../tests/support/http-stand.ts';
import { type ScimServer, startScimServer } from '../../../tests/support/scim-server.ts';
import type { ScimSettings } from '../../config/application-settings.ts';
import { systemRandom } from '../../platform/random.ts';
import { Secret } from '../../platform/secret.ts';
import type { Application, Carried, PasswordNews } from '../application.ts';
import type { Refusal } from '../directory.ts';
import { buildFilter } from './requests.ts';
import { buildScim } from './scim.ts';

const TOOLS = { clock: createClock(1_700_000_000_000), random: systemRandom };
const PASSWORD = 'Canari-Passe-1';
const NEWS: PasswordNews = {
  ...{ deliveryId: '01J9-delivery', accountId: 'id-1', number: '28700001', login: 'cmartin', chosenAt: 0 },
  password: new Secret(PASSWORD),
};

function scim(url: URL, more: Partial<ScimSettings> = {}): Application {
  return buildScim(
    {
      ...({ type: 'scim', name: 'IPWeb', url, ca: undefined, timeoutMs: 5000, capacity: undefined } as const),
      credentials: { kind: 'bearer', token: new Secret('sesame-de-scim') },
      match: { field: 'userName', by: 'login', suffix: '' },
      ...more,
    },
    TOOLS,
  );
}

async function deliver(application: Application, news: PasswordNews = NEWS): Promise<Carried> {
  return await application.deliver(news, AbortSignal.timeout(10_000));
}

describe('found by the filters of a server by others', () => {
  // Quotes and backslashes are beyond this server: its filters know no escapes in strings.
  const ODD = "o'neil é) or (userName pr";
  const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber';
  let server: ScimServer;
  let url: URL;
  before(async () => {
    server = await startScimServer([
      { userName: 'cmartin', externalId: 'id-1', employeeNumber: '28700001' },
      { userName: ODD, externalId: 'id-3', employeeNumber: '28700003' },
      { userName: 'nnguyen@univ.example', externalId: 'id-4', employeeNumber: '28700004' },
    ]);
    url = new URL(`http://127.0.0.1:${server.ports.plain}${server.path}/`);
  });
  after(() => server[Symbol.asyncDispose]());

  test('a login that would end a filter, were it pasted into one', async () => {
    assert.deepEqual(await deliver(scim(url), { ...NEWS, login: ODD, password: new Secret('Canari-Passe-2') }), {
      kind: 'done',
    });
    assert.ok(server.opens(ODD, 'Canari-Passe-2'));
    assert.ok(!server.opens('cmartin', 'Canari-Passe-2'));
  });

  test('another attribute, and one of an extension', async () => {
    for (const [field, by, password] of [
      ['externalId', 'id', 'Canari-Passe-3'],
      [ENTERPRISE, 'number', 'Canari-Passe-4'],
    ] as const) {
      const application = scim(url, { match: { field, by, suffix: '' } });
      const news = { ...NEWS, login: 'autre', password: new Secret(password) };
      assert.deepEqual(await deliver(application, news), { kind: 'done' }, field);
      assert.ok(server.opens('cmartin', password), field);
    }
  });

  test('what follows a login there', async () => {
    const application = scim(url, { match: { field: 'userName', by: 'login', suffix: '@univ.example' } });
    assert.deepEqual(await deliver(application, { ...NEWS, login: 'nnguyen' }), { kind: 'done' });
    assert.ok(server.opens('nnguyen@univ.example', PASSWORD));
  });

  test('an account without a number is looked for by none', async () => {
    const application = scim(url, { match: { field: ENTERPRISE, by: 'number', suffix: '' } });
    assert.equal((await deliver(application, { ...NEWS, number: '' })).kind, 'waiting');
  });

  test('a token that is not admitted is tried again, and says what to mend', async () => {
    const application = scim(url, { credentials: { kind: 'bearer', token: new Secret('autre-jeton') } });
    const carried = await deliver(application);
    assert.ok(carried.kind === 'later');
    assert.match(carried.detail, /^HTTP 401: .*token/);
    assert.ok(!carried.detail.includes('autre-jeton'));
    const failures = (await application.check()).filter(({ level }) => level === 'failure');
    assert.ok(failures.some(({ mend }) => mend?.includes('token')));
  });

  test('a URL that is wrong fails the check, however politely it is answered', async () => {
    const lines = await scim(new URL('Users/', url)).check();
    assert.ok(lines.some(({ level, what }) => level === 'failure' && /a search by userName with HTTP 404/.test(what)));
  });

  test('its check says that this server does not promise changes of passwords', async () => {
    const lines = await scim(url).check();
    assert.deepEqual(
      lines.map(({ level }) => level),
      ['ok', 'warning', 'ok'],
    );
    assert.match(lines[1]?.what ?? '', /changePassword/);
  });
});

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const USER = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], id: 'u/1?', userName: 'CMartin' };
const list = (...users: readonly object[]) => ({ schemas: [LIST], totalResults: users.length, Resources: users });

interface Heard {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Reply = (response: ServerResponse, heard: Heard) => void;

/** Delivers once to a server that finds `user` and answers the PATCH with `reply`. */
async function patched(
  reply: Reply,
  found: object = list(USER),
  field = 'userName',
): Promise<{ carried: Carried; heard: readonly Heard[] }> {
  const heard: Heard[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, url: path, headers } = request;
    const one = { method, path, headers, body: await text(request) };
    heard.push(one);
    if (method === 'GET') response.writeHead(200).end(JSON.stringify(found));
    else reply(response, one);
  };
  await using server = await startPlainServer((request, response) => void answer(request, response));
  const url = new URL(`http://127.0.0.1:${server.port}/scim/v2?tenant=7`);
  const carried = await deliver(scim(url, { match: { field, by: 'login', suffix: '' } }));
  return { carried, heard };
}

const error =
  (status: number, scimType?: string, detail?: string): Reply =>
  (response) => {
    response.writeHead(status).end(JSON.stringify({ schemas: [ERROR], status: String(status), scimType, detail }));
  };

test('in a filter, nothing that stands in a value ends it: it is a JSON string, as RFC 7644 has it', () => {
  for (const value of ['o"neil', 'a\\', '\\" or userName pr or userName eq "', 'x"]', 'é\n\u0000', '*', '$(id)']) {
    const filter = buildFilter('userName', value);
    assert.ok(filter.startsWith('userName eq "'));
    assert.equal(JSON.parse(filter.slice('userName eq '.length)), value);
  }
});

describe('a SCIM server', () => {
  test('is asked as RFC 7644 writes it, the id of the user as one part of the path', async () => {
    const { carried, heard } = await patched((response) => response.writeHead(204).end());
    assert.deepEqual(carried, { kind: 'done' });
    const [search, patch] = heard;
    assert.ok(search && patch);
    const { pathname, searchParams } = new URL(search.path ?? '', 'http://127.0.0.1');
    assert.equal(pathname, '/scim/v2/Users');
    assert.deepEqual([searchParams.get('filter'), searchParams.get('tenant')], ['userName eq "cmartin"', '7']);
    assert.equal(searchParams.get('attributes'), 'id,meta,userName');
    assert.equal(patch.path, '/scim/v2/Users/u%2F1%3F?tenant=7');
    assert.equal(patch.headers['content-type'], 'application/scim+json');
    assert.equal(patch.headers.authorization, 'Bearer sesame-de-scim');
    assert.equal(patch.headers['if-match'], undefined);
    assert.deepEqual(JSON.parse(patch.body), {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'password', value: PASSWORD }],
    });
  });

  test('says “done” with the user, or with nothing, and not with another user', async () => {
    const ok =
      (body: string): Reply =>
      (response) =>
        response.writeHead(200).end(body);
    assert.equal((await patched(ok(JSON.stringify(USER)))).carried.kind, 'done');
    assert.equal((await patched(ok(''))).carried.kind, 'done');
    assert.equal((await patched(ok(JSON.stringify({ ...USER, id: 'u2' })))).carried.kind, 'later');
  });

  for (const [scimType, detail, reason] of [
    ['invalidValue', 'Password is too short', 'too-short'],
    ['invalidValue', 'Le mot de passe doit comporter au moins 12 caractères', 'too-short'],
    ['invalidValue', 'At most 16 characters are allowed: at most 16 characters.', 'too-long'],
    ['invalidValue', 'Password was used before', 'history'],
    ['invalidValue', undefined, 'quality'],
    [undefined, 'The password lacks a digit', 'quality'],
    ['mutability', 'password is immutable', 'not-allowed'],
  ] satisfies [string | undefined, string | undefined, Refusal][]) {
    test(`refuses: 400, ${scimType ?? 'no type'}, “${detail ?? ''}”: ${reason}`, async () => {
      const { carried } = await patched(error(400, scimType, detail));
      assert.partialDeepStrictEqual(carried, { kind: 'refused', reason });
    });
  }

  test('that repeats the password in its refusal does not have it repeated', async () => {
    const { carried } = await patched(error(400, 'invalidValue', `'${PASSWORD}' is too short`));
    assert.partialDeepStrictEqual(carried, { kind: 'refused', reason: 'too-short' });
    assert.ok(!JSON.stringify(carried).includes(PASSWORD));
  });

  for (const [status, scimType] of [
    [400, 'invalidPath'],
    [400, 'invalidSyntax'],
    [400, undefined],
    [401, undefined],
    [403, 'sensitive'],
    [409, 'uniqueness'],
    [500, undefined],
    [501, undefined],
  ] as const) {
    test(`is tried again: ${status}, ${scimType ?? 'no type'}`, async () => {
      assert.equal((await patched(error(status, scimType, 'No.'))).carried.kind, 'later');
    });
  }

  test('whose user is gone when the password comes is waited for', async () => {
    assert.equal((await patched(error(404))).carried.kind, 'waiting');
  });

  for (const [version, match] of [
    ['W/"3694e05e9dff591"', 'W/"3694e05e9dff591"'],
    ['"a\r\nX-Evil: 1"', '*'],
    [undefined, '*'],
  ] as const) {
    for (const status of [412, 428]) {
      test(`that wants a version (${status}) is told ${match}`, async () => {
        const { carried, heard } = await patched(
          (response, { headers }) => response.writeHead(headers['if-match'] === undefined ? status : 204).end(),
          list({ ...USER, meta: { version } }),
        );
        assert.deepEqual(carried, { kind: 'done' });
        assert.deepEqual(heard.map(({ headers }) => headers['if-match']).slice(1), [undefined, match]);
      });
    }
  }

  test('that wants another version still is asked no third time', async () => {
    const { carried, heard } = await patched((response) => response.writeHead(412).end());
    assert.equal(carried.kind, 'later');
    assert.equal(heard.length, 3);
  });

  for (const [what, found] of [
    ['somebody else', list(USER, { ...USER, id: 'u2', userName: 'autre' })],
    ['a user without a name', list({ ...USER, userName: undefined })],
    ['a user without a count', { schemas: [LIST], Resources: [USER] }],
    ['only somebody else', list({ ...USER, userName: 'autre' })],
    ['a user without an id', list({ userName: 'cmartin' })],
    ['an id that leads out of the path', list({ ...USER, id: '..' })],
    ['a user without a list', USER],
  ] as const) {
    test(`that finds ${what} is given no password`, async () => {
      const { carried, heard } = await patched((response) => response.writeHead(204).end(), found);
      assert.equal(carried.kind, 'later');
      assert.equal(heard.length, 1);
    });
  }

  for (const [what, found] of [
    ['several users', list(USER, { ...USER, id: 'u2' })],
    ['several users, and shows one', { ...list(USER), totalResults: 500 }],
  ] as const) {
    test(`that finds ${what} is given no password; that is about this person, and no outage`, async () => {
      const { carried, heard } = await patched((response) => response.writeHead(204).end(), found);
      assert.deepEqual(carried, { kind: 'waiting', detail: 'several users have this userName' });
      assert.equal(heard.length, 1);
    });
  }

  for (const [field, mine, others] of [
    ['emails.value', { emails: [{ value: 'x' }, { value: 'CMartin' }] }, { emails: [{ value: 'autre' }] }],
    ['emails', { emails: [{ value: 'cmartin', primary: true }] }, { emails: [{ value: 'autre' }] }],
    ['name.familyName', { Name: { FamilyName: 'cmartin' } }, { name: { familyName: 'autre' } }],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName', {}, { userName: 'autre' }],
    ['urn:ietf:params:scim:schemas:core:2.0:User:emails.value', { emails: [{ value: 'cmartin' }] }, { emails: [] }],
    ['urn:exemple:Uid:uid', { 'urn:Exemple:Uid': { uid: 'cmartin' } }, { 'urn:exemple:Uid': { uid: 'autre' } }],
  ] as const) {
    test(`that overlooks a filter by ${field} is found out`, async () => {
      const done: Reply = (response) => response.writeHead(204).end();
      assert.deepEqual((await patched(done, list({ ...USER, ...mine }), field)).carried, { kind: 'done' });
      for (const other of [others, { userName: undefined }]) {
        const { carried, heard } = await patched(done, list({ ...USER, ...other }), field);
        assert.equal(carried.kind, 'later');
        assert.equal(heard.length, 1);
      }
    });
  }

  test('that does not show what was searched says what to grant', async () => {
    const { carried } = await patched((response) => response.writeHead(204).end(), list({ id: 'u1' }));
    assert.deepEqual(carried, { kind: 'later', detail: 'HTTP 200: it does not show userName: let the token read it' });
  });

  test('that finds nobody may leave the list out', async () => {
    const { carried } = await patched(() => undefined, { schemas: [LIST], totalResults: 0 });
    assert.equal(carried.kind, 'waiting');
  });

  test('is shown a user and a password where it knows no tokens', async () => {
    const seen: (string | undefined)[] = [];
    await using server = await startPlainServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(401).end();
    });
    const credentials = { kind: 'basic', user: 'jéton', password: new Secret('s:é') } as const;
    await deliver(scim(new URL(`http://127.0.0.1:${server.port}/`), { credentials }));
    assert.deepEqual(seen, [`Basic ${Buffer.from('jéton:s:é').toString('base64')}`]);
  });

  test('that answers every search with somebody fails its check', async () => {
    await using server = await startPlainServer((_, response) => void response.end(JSON.stringify(list(USER))));
    const lines = await scim(new URL(`http://127.0.0.1:${server.port}/`)).check();
    assert.ok(lines.some(({ level, what }) => level === 'failure' && what.includes('does not heed a search')));
  });

  test('that offers no PATCH fails its check', async () => {
    const config = { patch: { supported: false }, changePassword: { supported: true } };
    await using server = await startPlainServer((_, response) => void response.end(JSON.stringify(config)));
    const lines = await scim(new URL(`http://127.0.0.1:${server.port}/`)).check();
    assert.ok(lines.some(({ level, what }) => level === 'failure' && what.includes('does not offer PATCH')));
  });
});

test('a password that was not handed over is none to set', async () => {
  const carried = await deliver(scim(new URL('http://127.0.0.1:9/')), { ...NEWS, password: undefined });
  assert.partialDeepStrictEqual(carried, { kind: 'refused', reason: 'other' });
});
