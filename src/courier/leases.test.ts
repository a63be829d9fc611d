import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pino } from 'pino';
import { HOUR, type Institution, drain, startInstitution, startProcess } from '../../tests/support/institution.ts';
import { GOOD, choose, requestToken } from '../../tests/support/steps.ts';
import { countDeliveries } from '../ledger/deliveries.ts';
import { claimDeliveries } from '../ledger/claims.ts';
import { findSealKeysInUse } from '../ledger/data-keys.ts';
import { giveLeaseBack, postponeDelivery } from '../ledger/leases.ts';
import { deleteOldResets } from '../ledger/resets.ts';
import { AppError } from '../platform/errors.ts';
import { createKeys, rotateKeys } from '../platform/keys.ts';
import { systemRandom } from '../platform/random.ts';
import { buildOpener, type Opener } from '../platform/seal.ts';
import type { Carrier } from './carrier.ts';
import { mailCarrier } from './carriers.ts';
import { Courier } from './courier.ts';
import { findIn } from '../../tests/support/keys-in-hand.ts';

const MINUTE = 60_000;
const log = pino({ level: 'silent' });

async function withMails(count: number): Promise<Institution> {
  const institution = await startInstitution({ limits: undefined });
  for (let person = 1; person <= count; person += 1) {
    institution.directory.add(`2870${person}`, [`p${person}@courriel.test`]);
    const address = `p${person}@courriel.test`;
    await institution.journey.requestLink({ address, client: '192.0.2.1', language: 'fr' });
  }
  return institution;
}

function courierOf(
  { parts, keys }: Institution,
  { owner, carriers, opener, stopMs }: { owner: string; carriers: Carrier[]; opener?: Opener; stopMs?: number },
): Courier {
  return new Courier({
    ...{ parts: { ...parts, owner }, carriers, log, opener: opener ?? buildOpener(findIn(keys)) },
    ...(stopMs === undefined ? {} : { stopMs }),
  });
}

describe('a lease', () => {
  test('keeps two couriers on one ledger file from carrying the same delivery', async () => {
    await using institution = await withMails(40);
    const { mailer } = institution;
    await using other = await startProcess(institution, { owner: 'other' });
    const carrying = new Set<string>();
    const send = mailer.send.bind(mailer);
    mailer.send = async (mail) => {
      assert.ok(!carrying.has(mail.id), 'nobody else carries it');
      carrying.add(mail.id);
      await new Promise(setImmediate);
      return await send(mail);
    };
    for (let round = 0; round < 10; round += 1) {
      await institution.courier.look();
      await other.courier.look();
      await institution.courier.settled();
      await other.courier.settled();
    }
    assert.equal(mailer.sent.length, 40);
    assert.equal(carrying.size, 40);
  });

  test('that no longer covers a whole try is given back untried: the process was asleep, or the clock was moved', async () => {
    await using institution = await withMails(1);
    const { clock, mailer, keys } = institution;
    const opener = buildOpener(findIn(keys));
    const drowsy: Opener = {
      open(sealed, bound) {
        clock.advance(16_000);
        return opener.open(sealed, bound);
      },
    };
    const carriers = [mailCarrier(institution.parts, mailer)];
    await using courier = courierOf(institution, { owner: 'drowsy', carriers, opener: drowsy });
    await drain(courier);
    assert.equal(mailer.sent.length, 0);
    await institution.drain();
    assert.equal(mailer.sent.length, 1);
  });

  test('and a wait end when the clock steps back by hours', async () => {
    await using institution = await withMails(2);
    const { clock, mailer, parts } = institution;
    mailer.answer = { kind: 'later', detail: 'away' };
    clock.advance(3 * HOUR);
    await institution.courier.look();
    await institution.courier.settled();
    const stuck = { ...mailCarrier(parts, mailer), carry: () => new Promise<never>(() => undefined) };
    clock.advance(MINUTE);
    await courierOf(institution, { owner: 'dead', carriers: [stuck] }).look();
    mailer.answer = { kind: 'done' };
    clock.step(-2 * HOUR);
    await institution.drain();
    assert.equal(mailer.sent.length, 2);
  });
});

describe('a courier that stops', () => {
  test('tells a claim from a later one of the same courier: what comes late changes nothing', async () => {
    await using institution = await withMails(1);
    const { ledger, clock } = institution;
    const claim = () =>
      claimDeliveries(ledger.db, { recipient: 'mail', owner: 'same', limit: 1, now: clock.now(), leaseMs: MINUTE });
    const [older] = await claim();
    clock.advance(MINUTE);
    const [newer] = await claim();
    assert.ok(older !== undefined && newer !== undefined);
    assert.equal(await postponeDelivery(ledger.db, older, { dueAt: clock.now() + HOUR, detail: 'late' }), false);
    assert.equal(await giveLeaseBack(ledger.db, older), false);
    assert.deepEqual(await claim(), [], 'the newer claim still holds');
    assert.equal(await giveLeaseBack(ledger.db, newer), true);
  });

  test('does not wait for a carrier that ignores its signal, and leaves its lease to end by itself', async () => {
    await using institution = await withMails(1);
    const { parts, mailer, clock } = institution;
    const reached = Promise.withResolvers<undefined>();
    const deaf: Carrier = {
      ...mailCarrier(parts, mailer),
      carry() {
        reached.resolve(undefined);
        return new Promise<never>(() => undefined);
      },
    };
    const courier = courierOf(institution, { owner: 'stopping', carriers: [deaf], stopMs: 10 });
    await courier.look();
    await reached.promise;
    await courier[Symbol.asyncDispose]();
    await institution.drain();
    assert.equal(mailer.sent.length, 0, 'its try may still land');
    clock.advance(MINUTE);
    await institution.drain();
    assert.equal(mailer.sent.length, 1);
  });
});

describe('the keys', () => {
  test('may be rotated while deliveries are under way: what was sealed before and after is opened', async () => {
    await using institution = await startInstitution();
    const { directory, moodle, clock, keys, ledger } = institution;
    directory.add('28700001', ['a@courriel.test']);
    directory.add('28700002', ['b@courriel.test']);
    moodle.answer = { kind: 'later', detail: 'away' };
    await choose(institution, await requestToken(institution, 'a@courriel.test'));
    await institution.drain();
    const rotated = await rotateKeys(keys, { clock, random: systemRandom });
    await using restarted = await startProcess({ ...institution, keys: rotated }, { owner: 'restarted' });
    await restarted.journey.requestLink({ address: 'b@courriel.test', client: '192.0.2.1', language: 'fr' });
    assert.deepEqual(await findSealKeysInUse(ledger.db), new Set(rotated.seal.map(({ id }) => id)));
    moodle.answer = { kind: 'done' };
    clock.advance(10 * MINUTE);
    await drain(restarted.courier);
    assert.equal(moodle.password, GOOD);
    assert.equal(institution.mailer.of('link').length, 2);
    assert.equal((await countDeliveries(ledger.db)).sealed, 0);
    clock.advance(HOUR);
    await drain(restarted.courier);
    assert.equal((await findSealKeysInUse(ledger.db)).size, 0);
  });

  test('that are missing hold deliveries up without blaming the recipient, and no wait grows', async () => {
    await using institution = await withMails(8);
    const { mailer, parts, clock } = institution;
    const others = await createKeys({ clock, random: systemRandom });
    const options = { owner: 'keyless', carriers: [mailCarrier(parts, mailer)], opener: buildOpener(findIn(others)) };
    await using courier = courierOf(institution, options);
    for (let round = 0; round < 6; round += 1) {
      await drain(courier);
      clock.advance(5000);
    }
    assert.equal(courier.health()[0]?.breaker, 'closed');
    await institution.drain();
    assert.equal(mailer.sent.length, 8);
  });

  test('that open nothing of what was altered hold it up without blaming the recipient', async () => {
    await using institution = await withMails(8);
    const { mailer, parts, clock } = institution;
    const opener: Opener = { open: () => Promise.reject(new AppError('SEAL_BROKEN')) };
    await using courier = courierOf(institution, { owner: 'wary', carriers: [mailCarrier(parts, mailer)], opener });
    await drain(courier);
    assert.equal(courier.health()[0]?.breaker, 'closed');
    clock.advance(MINUTE);
    await institution.drain();
    assert.equal(mailer.sent.length, 8);
  });
});

describe('what is over', () => {
  test('is forgotten after thirty days: resets with their deliveries, and closed windows at once', async () => {
    await using institution = await startInstitution();
    const { directory, clock, ledger, moodle } = institution;
    directory.add('28700001', ['a@courriel.test']);
    await choose(institution, await requestToken(institution, 'a@courriel.test'));
    await institution.drain();
    clock.advance(29 * 24 * HOUR);
    await institution.drain();
    const count = async (table: 'reset' | 'reset_account' | 'delivery' | 'throttle' | 'data_key') =>
      (await ledger.db.selectFrom(table).selectAll().execute()).length;
    assert.equal(await count('throttle'), 0);
    assert.equal(await count('data_key'), 0);
    assert.equal(await count('reset'), 1);
    clock.advance(2 * 24 * HOUR);
    await institution.drain();
    assert.deepEqual([await count('reset'), await count('reset_account'), await count('delivery')], [0, 0, 0]);
    assert.equal(moodle.password, GOOD);
  });

  test('is not forgotten as long as something of it is under way, however old', async () => {
    await using institution = await withMails(1);
    const { clock, ledger } = institution;
    clock.advance(31 * 24 * HOUR);
    await deleteOldResets(ledger.db, { endedBefore: clock.now() - 24 * HOUR, limit: 500 });
    const rows = await ledger.db.selectFrom('delivery').select('state').execute();
    assert.deepEqual(
      rows.map(({ state }) => state),
      ['due'],
    );
  });
});
