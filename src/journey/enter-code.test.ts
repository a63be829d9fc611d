import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOUR, type Institution, startInstitution } from '../../tests/support/institution.ts';
import { CLIENT, choose, lastToken } from '../../tests/support/steps.ts';
import { findEventsOfAccount } from '../ledger/events.ts';
import type { EnterCodeOutcome } from './outcomes.ts';
import { hashToken } from './tokens.ts';

const ADDRESS = 'camille@courriel.test';
const HERE = 'h'.repeat(43);
const ELSEWHERE = 'e'.repeat(43);
const WRONG = '0000-0000';

/** Asks in a browser, and reads the code in the mail. */
async function askForCode(institution: Institution, waiting = HERE, address = ADDRESS): Promise<string> {
  await institution.journey.requestLink({ address, client: CLIENT, language: 'fr', waiting });
  await institution.drain();
  return institution.mailer.of('link').at(-1)?.message.code ?? assert.fail('the mail holds no code');
}

function enter({ journey }: Institution, code: string, waiting = HERE): Promise<EnterCodeOutcome> {
  return journey.enterCode({ waiting, code, client: CLIENT });
}

async function startWithPerson(settings = {}): Promise<Institution> {
  const institution = await startInstitution(settings);
  institution.directory.add('28700001', [ADDRESS]);
  return institution;
}

async function enteredToken(institution: Institution, code: string): Promise<string> {
  const outcome = await enter(institution, code);
  assert.equal(outcome.kind, 'entered');
  return outcome.token;
}

describe('a code', () => {
  test('opens the link in the browser that asked; its password is accepted, and the mailed link is used with it', async () => {
    await using institution = await startWithPerson();
    const code = await askForCode(institution);
    const token = await enteredToken(institution, code.toLowerCase().replace('-', ' '));
    assert.notEqual(token, lastToken(institution));
    assert.equal((await choose(institution, token)).kind, 'accepted');
    for (const each of [token, lastToken(institution)]) {
      assert.equal((await institution.journey.viewLink(each)).kind, 'used');
    }
    assert.deepEqual(await enter(institution, code), {
      kind: 'dead',
      link: { kind: 'used', at: institution.clock.now() },
    });
    const kinds = (await findEventsOfAccount(institution.ledger.db, 'id-28700001')).map(({ kind }) => kind);
    assert.ok(kinds.includes('code.entered'));
  });

  test('leaves the mailed link as it is, and can be typed once more', async () => {
    await using institution = await startWithPerson();
    const code = await askForCode(institution);
    const first = await enteredToken(institution, code);
    const second = await enteredToken(institution, code);
    assert.equal((await institution.journey.viewLink(lastToken(institution))).kind, 'open');
    assert.equal((await institution.journey.viewLink(second)).kind, 'open');
    assert.equal((await institution.journey.viewLink(first)).kind, 'malformed', 'the browser has the newer one');
  });

  test('is good in no other browser', async () => {
    await using institution = await startWithPerson();
    const code = await askForCode(institution);
    await askForCode(institution, ELSEWHERE, ADDRESS);
    assert.equal((await enter(institution, code, ELSEWHERE)).kind, 'wrong');
  });

  test('ends with its link: replaced, revoked, expired', async () => {
    await using institution = await startWithPerson();
    const { journey, clock, mailer } = institution;
    const older = await askForCode(institution);
    clock.advance(60_000);
    const code = await askForCode(institution);
    assert.deepEqual(await enter(institution, older), { kind: 'dead', link: { kind: 'superseded' } });
    const revokeLink = mailer.of('link').at(-1)?.message.revokeLink ?? '';
    await journey.revokeLink(revokeLink.slice(-43));
    assert.deepEqual(await enter(institution, code), { kind: 'dead', link: { kind: 'revoked' } });
    clock.advance(HOUR);
    const last = await askForCode(institution);
    clock.advance(12 * HOUR);
    assert.equal((await enter(institution, last)).kind, 'dead');
  });

  test('is in no mail where no browser waits for one', async () => {
    await using institution = await startWithPerson();
    await institution.journey.requestLink({ address: ADDRESS, client: CLIENT, language: 'fr' });
    await institution.drain();
    assert.equal(institution.mailer.of('link').at(-1)?.message.code, undefined);
  });

  test('stays good when a further request is beyond the mail budget', async () => {
    await using institution = await startWithPerson();
    let code = '';
    for (let mails = 0; mails < 5; mails += 1) code = await askForCode(institution);
    assert.equal(await askForCode(institution), code, 'no further mail has come');
    assert.equal((await enter(institution, code)).kind, 'entered');
  });

  test('comes with the mail also where the address is looked up later', async () => {
    await using institution = await startWithPerson({ unknownAddress: 'conceal' });
    assert.equal((await enter(institution, await askForCode(institution))).kind, 'entered');
  });

  test('and what it is bound to are nowhere in the ledger', async () => {
    await using institution = await startWithPerson();
    const code = await askForCode(institution);
    await enter(institution, WRONG);
    const token = await enteredToken(institution, code);
    const { db } = institution.ledger;
    const rows = JSON.stringify([
      await db.selectFrom('reset').selectAll().execute(),
      await db.selectFrom('throttle').selectAll().execute(),
      await db.selectFrom('event').selectAll().execute(),
    ]);
    const key = Buffer.from(hashToken(HERE));
    for (const secret of [code, code.replace('-', ''), HERE, key.toString('base64url'), key.toString('hex'), token]) {
      assert.ok(!rows.includes(secret), secret);
    }
    assert.ok(!rows.includes(JSON.stringify(key)), 'the key in bytes');
  });
});

describe('codes that are guessed', () => {
  test('are counted before they are compared, and the right one waits, too', async () => {
    await using institution = await startWithPerson();
    const code = await askForCode(institution);
    for (let tries = 0; tries < 10; tries += 1) assert.equal((await enter(institution, WRONG)).kind, 'wrong');
    assert.equal((await enter(institution, code)).kind, 'throttled');
    institution.clock.advance(HOUR);
    assert.equal((await enter(institution, code)).kind, 'entered');
  });

  test('count for the network as well, whatever browser they say they are', async () => {
    await using institution = await startWithPerson();
    const code = await askForCode(institution);
    const kinds = new Set<string>();
    for (let tries = 0; tries < 31; tries += 1) {
      kinds.add((await enter(institution, WRONG, String(tries).padStart(43, 'x'))).kind);
    }
    assert.deepEqual([...kinds], ['wrong', 'throttled']);
    assert.equal((await enter(institution, code)).kind, 'throttled');
    const elsewhere = await institution.journey.enterCode({ waiting: HERE, code, client: '203.0.113.9' });
    assert.equal(elsewhere.kind, 'entered');
  });

  test('cost nothing where they can be none', async () => {
    await using institution = await startWithPerson();
    const code = await askForCode(institution);
    for (let tries = 0; tries < 40; tries += 1) {
      assert.deepEqual(await enter(institution, 'K7QM-30'), { kind: 'malformed', reason: 'malformed' });
      assert.deepEqual(await enter(institution, '  '), { kind: 'malformed', reason: 'empty' });
    }
    assert.equal((await enter(institution, code)).kind, 'entered');
  });

  test('are told in the trail, and so is that a browser has to wait', async () => {
    await using institution = await startWithPerson();
    for (let tries = 0; tries < 12; tries += 1) await enter(institution, WRONG);
    const rows = await institution.ledger.db.selectFrom('event').select(['kind', 'client']).execute();
    const count = (kind: string) => rows.filter((row) => row.kind === kind && row.client === CLIENT).length;
    assert.deepEqual([count('code.refused'), count('code.throttled')], [10, 1]);
  });
});
