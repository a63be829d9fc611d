import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countDeliveries } from '../ledger/deliveries.ts';
import { findEventsOfAccount } from '../ledger/events.ts';
import { type Institution, startInstitution, startProcess, drain } from '../../tests/support/institution.ts';
import { GOOD, choose, lastToken, requestToken } from '../../tests/support/steps.ts';
import { setTimeout } from 'node:timers/promises';

const ADDRESS = 'camille@courriel.test';
const ID = 'id-28700001';
const FIRST = 'Premier-Passe-1';
const SECOND = 'Second-Passe-2';
const MINUTE = 60_000;

async function withOne(): Promise<Institution> {
  const institution = await startInstitution();
  institution.directory.add('28700001', [ADDRESS]);
  return institution;
}

/** Holds the next call up: `reached` once it is there, and it goes on when `letGo` is called. */
function holdNext(hooks: (hook: (() => Promise<void>) | undefined) => void): {
  reached: Promise<void>;
  letGo: () => void;
} {
  const reached = Promise.withResolvers<undefined>();
  const held = Promise.withResolvers<undefined>();
  hooks(async () => {
    hooks(undefined);
    reached.resolve(undefined);
    await held.promise;
  });
  return {
    reached: reached.promise,
    letGo: () => {
      held.resolve(undefined);
    },
  };
}

function holdDirectory({ directory }: Institution): ReturnType<typeof holdNext> {
  return holdNext((hook) => (directory.beforeSet = hook));
}

async function assertSecondEverywhere({ directory, moodle, mailer, ledger }: Institution): Promise<void> {
  assert.equal(directory.people.get(ID)?.password, SECOND);
  assert.equal(moodle.password, SECOND);
  assert.equal(mailer.of('refused-later').length, 0);
  assert.equal((await countDeliveries(ledger.db)).sealed, 0);
}

describe('two passwords of one account', () => {
  test('the second, accepted while the first is being set, is set after it and wins everywhere', async () => {
    await using institution = await withOne();
    const token = await requestToken(institution, ADDRESS);
    const { reached, letGo } = holdDirectory(institution);
    const first = choose(institution, token, { password: FIRST });
    await reached;
    const second = await choose(institution, await requestToken(institution, ADDRESS), { password: SECOND });
    assert.ok(second.kind === 'accepted' && !second.applied, 'it waits for the first to return');
    letGo();
    assert.equal((await first).kind, 'accepted');
    await institution.drain();
    assert.deepEqual(
      institution.directory.set.map(({ password }) => password),
      [FIRST, SECOND],
    );
    await assertSecondEverywhere(institution);
  });

  test('the second wins although the answer to the first was lost and the account seems changed by somebody else', async () => {
    await using institution = await withOne();
    const token = await requestToken(institution, ADDRESS);
    const { reached, letGo } = holdDirectory(institution);
    const first = choose(institution, token, { password: FIRST });
    await reached;
    const other = await requestToken(institution, ADDRESS);
    institution.directory.loseNextAnswer = true;
    letGo();
    await first;
    assert.equal((await choose(institution, other, { password: SECOND })).kind, 'accepted');
    institution.clock.advance(MINUTE);
    await institution.drain();
    await assertSecondEverywhere(institution);
  });

  test('a refusal of the first does not bring its link back once the second was accepted', async () => {
    await using institution = await withOne();
    const { directory } = institution;
    const token = await requestToken(institution, ADDRESS);
    const { reached, letGo } = holdDirectory(institution);
    const first = choose(institution, token, { password: FIRST });
    await reached;
    await choose(institution, await requestToken(institution, ADDRESS), { password: SECOND });
    directory.refuse = 'quality';
    letGo();
    assert.deepEqual(await first, { kind: 'dead', link: { kind: 'superseded' } });
    assert.notEqual((await institution.journey.viewLink(token)).kind, 'open');
    directory.refuse = undefined;
    await institution.drain();
    await assertSecondEverywhere(institution);
  });

  test('an older one that lands after its lease has ended, and after the newer one, raises an alarm', async () => {
    await using institution = await withOne();
    const { clock, ledger, directory } = institution;
    const token = await requestToken(institution, ADDRESS);
    const { reached, letGo } = holdDirectory(institution);
    const first = choose(institution, token, { password: FIRST });
    await reached;
    clock.advance(MINUTE);
    // Another process: this one knows what it has on its way.
    await using other = await startProcess(institution, { owner: 'other' });
    const second = await choose(other, await requestToken(institution, ADDRESS), { password: SECOND });
    assert.ok(second.kind === 'accepted' && second.applied);
    letGo();
    await first;
    assert.equal(directory.people.get(ID)?.password, FIRST, 'no lease can call back what has left');
    const kinds = (await findEventsOfAccount(ledger.db, ID)).map(({ kind }) => kind);
    assert.ok(kinds.includes('delivery.overtaken'));
  });
});

describe('an answer of the directory', () => {
  test('that comes after the lease has ended is no refusal when a courier has set the password meanwhile', async () => {
    await using institution = await withOne();
    const token = await requestToken(institution, ADDRESS);
    const { reached, letGo } = holdDirectory(institution);
    const own = choose(institution, token);
    await reached;
    institution.clock.advance(MINUTE);
    await using other = await startProcess(institution, { owner: 'other' });
    await drain(other.courier);
    assert.equal(institution.moodle.password, GOOD);
    letGo();
    const outcome = await own;
    assert.equal(outcome.kind, 'accepted', 'the directory said "in history", for it had it already');
    await institution.drain();
    assert.deepEqual(await institution.journey.viewLink(token).then(({ kind }) => kind), 'used');
    assert.equal(institution.mailer.of('changed').length, 1);
  });

  test('that comes after the lease has ended ends nothing while a courier is setting the password', async () => {
    await using institution = await withOne();
    const { directory, clock, mailer } = institution;
    const token = await requestToken(institution, ADDRESS);
    const own = holdDirectory(institution);
    const outcome = choose(institution, token);
    await own.reached;
    clock.advance(MINUTE);
    const carried = holdDirectory(institution);
    await using other = await startProcess(institution, { owner: 'other' });
    await other.courier.look();
    await carried.reached;
    directory.refuse = 'quality';
    own.letGo();
    assert.equal((await outcome).kind, 'accepted', 'what becomes of it is for the courier to say');
    directory.refuse = undefined;
    carried.letGo();
    await drain(other.courier);
    assert.equal(directory.people.get(ID)?.password, GOOD);
    assert.equal(institution.moodle.password, GOOD);
    assert.equal(mailer.of('refused-later').length, 0);
  });

  test('that refuses does not bring a link back that a newer one has replaced meanwhile', async () => {
    await using institution = await withOne();
    const { directory } = institution;
    const older = await requestToken(institution, ADDRESS);
    const { reached, letGo } = holdDirectory(institution);
    const outcome = choose(institution, older);
    await reached;
    const newer = await requestToken(institution, ADDRESS);
    directory.refuse = 'quality';
    letGo();
    assert.deepEqual(await outcome, { kind: 'dead', link: { kind: 'superseded' } });
    assert.deepEqual(await institution.journey.viewLink(older), { kind: 'superseded' });
    directory.refuse = undefined;
    assert.equal((await choose(institution, newer)).kind, 'accepted');
  });

  test('"in history" after a lost answer stays open until a bind can be tried', async () => {
    await using institution = await withOne();
    const { directory, clock, mailer, moodle } = institution;
    const token = await requestToken(institution, ADDRESS);
    directory.loseNextAnswer = true;
    await choose(institution, token);
    const verify = directory.verifyPassword.bind(directory);
    directory.verifyPassword = () => Promise.resolve({ kind: 'unreachable', detail: 'cut' });
    clock.advance(MINUTE);
    await institution.drain();
    assert.equal(mailer.of('refused-later').length, 0);
    directory.verifyPassword = verify;
    clock.advance(10 * MINUTE);
    await institution.drain();
    assert.equal(moodle.password, GOOD);
    assert.equal(mailer.of('refused-later').length, 0);
  });

  test('that the account is gone, just as its password is chosen, is told at once', async () => {
    await using institution = await withOne();
    const token = await requestToken(institution, ADDRESS);
    institution.directory.beforeSet = () => {
      institution.directory.people.clear();
      return Promise.resolve();
    };
    assert.deepEqual(await choose(institution, token), { kind: 'dead', link: { kind: 'stale' } });
    assert.equal((await countDeliveries(institution.ledger.db)).sealed, 0);
  });
});

describe('several processes', () => {
  test('of fifty simultaneous uses of one link on two machines one wins, and its password is everywhere', async () => {
    await using institution = await withOne();
    await using other = await startProcess(institution, { owner: 'other' });
    const token = await requestToken(institution, ADDRESS);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        // Two handles of one thread would wait for each other inside a transaction: their turns come one by one.
        await setTimeout(index % 2);
        const password = `Mot-De-Passe-${index}`;
        return { password, ...(await choose(index % 2 === 0 ? institution : other, token, { password })) };
      }),
    );
    const winners = outcomes.filter(({ kind }) => kind === 'accepted');
    assert.equal(winners.length, 1);
    await institution.drain();
    assert.equal(institution.directory.people.get(ID)?.password, winners[0]?.password);
    assert.equal(institution.moodle.password, winners[0]?.password);
    assert.equal(lastToken(institution), token);
  });
});
