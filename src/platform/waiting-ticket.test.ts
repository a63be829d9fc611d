import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Holder } from './altcha.ts';
import { systemRandom } from './random.ts';
import { Secret } from './secret.ts';
import { newTicket, readTicket } from './waiting-ticket.ts';

const holder: Holder = {
  key: new Secret(Buffer.alloc(32, 1)),
  subject: '192.0.2.1 a@exemple.test',
  now: 1_790_000_000_000,
};
const TIMES = { waitMs: 30_000, lifeMs: 60_000 };

test('a ticket says when it is good, to its subject and until then', () => {
  const text = newTicket(holder, systemRandom, TIMES);
  const ticket = readTicket(holder, text);
  assert.partialDeepStrictEqual(ticket, { readyAt: holder.now + 30_000, expiresAt: holder.now + 90_000 });
  assert.notEqual(readTicket(holder, newTicket(holder, systemRandom, TIMES))?.id, ticket?.id);
  assert.ok(readTicket({ ...holder, now: holder.now + 89_999 }, text));
  assert.equal(readTicket({ ...holder, now: holder.now + 90_000 }, text), undefined);
  assert.equal(readTicket({ ...holder, subject: '192.0.2.1 b@exemple.test' }, text), undefined);
  assert.equal(readTicket({ ...holder, key: new Secret(Buffer.alloc(32, 2)) }, text), undefined);
});

test('a ticket cannot be made to be good sooner, or longer, and what is none is none', () => {
  const text = newTicket(holder, systemRandom, TIMES);
  const [id = '', readyAt = '', expiresAt = '', mac = ''] = text.split('.');
  for (const forged of [
    [id, String(Number(readyAt) - 1), expiresAt, mac],
    [id, readyAt, String(Number(expiresAt) + 1), mac],
    ['A'.repeat(16), readyAt, expiresAt, mac],
    [id, readyAt, expiresAt],
    [id, readyAt, expiresAt, mac, mac],
    [],
  ]) {
    assert.equal(readTicket(holder, forged.join('.')), undefined, forged.join('.'));
  }
});
