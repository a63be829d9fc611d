import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { systemClock } from '../../src/platform/clock.ts';
import { Secret } from '../../src/platform/secret.ts';
import { openLdapDirectory } from '../../src/systems/ldap/ldap-directory.ts';

/** A bind that succeeds; the number of the message is put in. */
const BOUND = '300c020100 61070a010004000400';
const ANSWERS = {
  'a reference whose text is cut': '3007020100 73020409',
  'an entry without its list of attributes': '3008020100 6403040161',
  'an attribute whose value is cut': '3011020100 640c0401613007300504016231020409',
  'a bind with data that is cut': '300e020100 61090a0100040004008709',
  'a list of controls that is cut': '300e020100 65070a010004000400a005',
} as const;

/** What becomes of a search that is answered so. */
async function outcomeOf(answer: string): Promise<object> {
  const server = createServer((socket) => {
    let heard = 0;
    socket
      .on('error', () => undefined)
      .on('data', (request) => {
        const reply = Buffer.from((heard === 0 ? BOUND : answer).replace(' ', ''), 'hex');
        heard += 1;
        // Requests of ours are short or announce their length in one byte more.
        reply[4] = request[(request[1] ?? 0) < 0x80 ? 4 : (request[1] ?? 0) - 0x80 + 4] ?? 0;
        socket.write(reply);
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await using directory = openLdapDirectory(
      {
        ...{ type: 'ldap', urls: [`ldap://127.0.0.1:${(server.address() as AddressInfo).port}`], timeoutMs: 4000 },
        ...{ tls: { mode: 'none', ca: undefined }, bind: { dn: 'cn=jeton', password: new Secret('s') } },
        ...{ base: 'dc=univ', addresses: ['mail'], addressLabels: [], notify: [], eligible: undefined },
        account: { id: 'entryUUID', number: 'employeeNumber', login: 'uid', name: 'cn', language: 'preferredLanguage' },
      },
      { clock: systemClock },
    );
    return await directory.findByAddress('camille@exemple.test');
  } finally {
    server.close();
  }
}

test('an answer with an element that is cut ends the connection, and holds neither the process nor its memory', async () => {
  assert.deepEqual(await outcomeOf('300c020100 65070a010004000400'), { kind: 'found', accounts: [] });
  for (const [what, answer] of Object.entries(ANSWERS)) {
    assert.match(JSON.stringify(await outcomeOf(answer)), /"unreachable".*an element of it is cut/, what);
  }
});
