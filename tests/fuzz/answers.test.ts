import assert from 'node:assert/strict';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { once } from 'node:events';
import { after, before } from 'node:test';
import { systemClock } from '../../src/platform/clock.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Application, PasswordNews } from '../../src/systems/application.ts';
import { openLdapDirectory } from '../../src/systems/ldap/ldap-directory.ts';
import { buildMoodle } from '../../src/systems/moodle/moodle.ts';
import { buildScim } from '../../src/systems/scim/scim.ts';
import { buildWebhook } from '../../src/systems/webhook.ts';
import { mailTo, mailerFor } from '../support/mailer.ts';
import { anyText, damaged, fc, property } from './fuzz.ts';

const PASSWORD = 'Canari-Passe-1';
const NEWS: PasswordNews = {
  ...{ deliveryId: '01J9-delivery', accountId: 'account-1', number: '28700001', login: 'cmartin' },
  ...{ password: new Secret(PASSWORD), chosenAt: 0 },
};

/** What the server sends to whoever connects: at once, and after each piece that it hears. */
let says: { readonly first: Buffer; readonly then: Buffer; readonly ends: boolean } = {
  first: Buffer.alloc(0),
  then: Buffer.alloc(0),
  ends: true,
};
const sockets = new Set<Socket>();
let server: Server;
let port = 0;
before(async () => {
  server = createServer((socket) => {
    const { first, then, ends } = says;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    if (first.length > 0) socket.write(first);
    socket.on('data', () => {
      if (ends) socket.end(then);
      else socket.write(then);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
after(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

const KINDS = ['done', 'refused', 'later', 'waiting'];

async function deliverTo(application: Application): Promise<void> {
  await using opened = application;
  const carried = await opened.deliver(NEWS, AbortSignal.timeout(2000));
  assert.ok(KINDS.includes(carried.kind), carried.kind);
  if (carried.kind !== 'done')
    assert.ok(!carried.detail.includes(PASSWORD) && carried.detail.length < 2000, carried.detail);
}

const common = { name: 'ENT', ca: undefined, timeoutMs: 1500, capacity: undefined } as const;
const applications: readonly (() => Application)[] = [
  () =>
    buildWebhook(
      {
        ...common,
        type: 'webhook',
        url: at('hook'),
        secrets: [new Secret(`whsec_${Buffer.alloc(32, 7).toString('base64')}`)],
      },
      { clock: systemClock, random: systemRandom },
    ),
  () =>
    buildScim(
      {
        ...common,
        type: 'scim',
        url: at('scim/v2'),
        credentials: { kind: 'bearer', token: new Secret('t') },
        match: { field: 'userName', by: 'login', suffix: '' },
      },
      { clock: systemClock, random: systemRandom },
    ),
  () =>
    buildMoodle(
      {
        ...common,
        type: 'moodle',
        url: at('lms/'),
        token: new Secret('t'),
        match: { field: 'username', by: 'login', suffix: '' },
        auth: { own: ['manual'], elsewhere: [] },
      },
      { clock: systemClock },
    ),
];

function at(path: string): URL {
  return new URL(`http://127.0.0.1:${port}/${path}`);
}

const users = '{"users":[{"id":7,"username":"cmartin","auth":"manual"}],"warnings":[]}';
const resources = '{"totalResults":1,"Resources":[{"id":"7","userName":"cmartin","meta":{"version":"W/\\"1\\""}}]}';

property('whatever a web server answers is one outcome, in time, and repeats no password', {
  cost: 50,
  inputs: fc.record({
    application: fc.nat({ max: 2 }),
    status: fc.oneof(fc.integer({ min: 100, max: 599 }), fc.constantFrom(200, 204, 302, 400, 412, 429)),
    headers: fc.dictionary(
      fc.constantFrom('Location', 'Retry-After', 'Content-Type', 'Content-Encoding', 'Transfer-Encoding', 'Set-Cookie'),
      fc.string({ unit: fc.constantFrom('a', '1', ':', '/', ' ', '-', 'é'), maxLength: 40 }),
    ),
    body: fc.oneof(anyText, fc.json(), damaged(users), damaged(resources), fc.constant(PASSWORD.repeat(20))),
    raw: fc.option(fc.uint8Array({ maxLength: 200 }), { nil: undefined, freq: 4 }),
  }),
  async holds({ application, status, headers, body, raw }) {
    const lines = Object.entries({ ...headers, Connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
    const whole = Buffer.from(`HTTP/1.1 ${status} x\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
    says = { first: Buffer.alloc(0), then: raw === undefined ? whole : Buffer.from(raw), ends: true };
    await deliverTo((applications[application] ?? (() => assert.fail()))());
  },
});

/** An LDAP message (RFC 4511, 4.1.1): number, operation, content. */
const ldapMessage = fc
  .tuple(
    fc.integer({ min: 0, max: 6 }),
    fc.constantFrom(0x61, 0x64, 0x65, 0x67, 0x78, 0x73, 0x30),
    fc.integer({ min: 0, max: 90 }),
    fc.uint8Array({ maxLength: 60 }),
  )
  .map(([id, operation, code, rest]) => {
    const content = Buffer.concat([Buffer.from([0x0a, 1, code, 4, 0, 4, 0]), rest]);
    const body = Buffer.concat([Buffer.from([2, 1, id, operation, content.length]), content]);
    return Buffer.concat([Buffer.from([0x30, body.length]), body]);
  });

property('whatever an LDAP server answers is one outcome, in time', {
  cost: 60,
  inputs: fc.tuple(
    fc.oneof(
      fc.array(ldapMessage, { minLength: 1, maxLength: 6 }).map((all) => Buffer.concat(all)),
      fc.uint8Array({ maxLength: 200 }).map((all) => Buffer.from(all)),
    ),
    fc.boolean(),
  ),
  async holds([answers, ends]) {
    says = { first: Buffer.alloc(0), then: answers, ends };
    await using directory = openLdapDirectory(
      {
        ...{ type: 'ldap', urls: [`ldap://127.0.0.1:${port}`], tls: { mode: 'none', ca: undefined }, timeoutMs: 400 },
        ...{
          bind: { dn: 'cn=jeton', password: new Secret('s') },
          base: 'dc=univ',
          addresses: ['mail'],
          addressLabels: [],
          notify: [],
        },
        account: {
          id: 'entryUUID',
          number: 'supannEtuId',
          login: 'uid',
          name: 'displayName',
          language: 'preferredLanguage',
        },
        eligible: undefined,
      },
      { clock: systemClock },
    );
    const found = await directory.findByAddress('camille@exemple.test');
    assert.ok(['unreachable', 'found'].includes(found.kind));
    const set = await directory.setPassword('id-1', new Secret(PASSWORD));
    assert.ok(['done', 'refused', 'absent', 'unreachable'].includes(set.kind));
    if ('detail' in set) assert.ok(!set.detail.includes(PASSWORD));
  },
});

const reply = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: 999 }), fc.constantFrom(' ', '-'), fc.string({ maxLength: 60 }))
    .map(([code, sign, text]) => `${code}${sign}${text}\r\n`),
  fc.constantFrom('220 ok\r\n', '250 ok\r\n', '250-x\r\n250 SMTPUTF8\r\n', '354 go\r\n'),
  anyText,
);

property('whatever a relay answers is one outcome, in time, and names nobody', {
  cost: 400,
  inputs: fc.tuple(reply, fc.array(reply, { maxLength: 3 }), fc.boolean()),
  async holds([greeting, replies, ends]) {
    says = { first: Buffer.from(greeting), then: Buffer.from(replies.join('')), ends };
    await using mailer = mailerFor({ host: '127.0.0.1', port });
    const mailed = await mailer.send(mailTo('camille@exemple.test'), AbortSignal.timeout(400));
    assert.ok(['done', 'refused', 'deferred', 'later'].includes(mailed.kind));
    if (mailed.kind !== 'done') assert.ok(!mailed.detail.includes('camille@exemple.test'), mailed.detail);
  },
});
