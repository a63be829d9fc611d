import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countDeliveries } from '../ledger/deliveries.ts';
import type { OutgoingMail } from '../mail/message.ts';
import { HOUR, type Institution, startInstitution } from '../../tests/support/institution.ts';
import { CLIENT, choose, lastToken, requestToken, tokenOf } from '../../tests/support/steps.ts';

const ADDRESS = 'camille@courriel.test';

async function withOne(): Promise<Institution> {
  const institution = await startInstitution();
  institution.directory.add('28700001', [ADDRESS]);
  return institution;
}

function revokeTokenOf({ mailer }: Institution): string {
  return tokenOf(mailer.of('link').at(-1)?.message.revokeLink ?? '');
}

describe('"ce n’est pas moi"', () => {
  test('looking changes nothing; pressing kills the link, and pressing again says the same', async () => {
    await using institution = await withOne();
    const { journey } = institution;
    const token = await requestToken(institution, ADDRESS);
    const revoke = revokeTokenOf(institution);
    assert.deepEqual(await journey.viewRevocation(revoke), { kind: 'revocable' });
    assert.equal((await journey.viewLink(token)).kind, 'open');
    assert.deepEqual(await journey.revokeLink(revoke), { kind: 'revoked' });
    assert.deepEqual(await journey.revokeLink(revoke), { kind: 'revoked' });
    assert.deepEqual(await choose(institution, token), { kind: 'dead', link: { kind: 'revoked' } });
  });

  test('a mail that would be repeated, since the relay’s answer was lost, does not leave again', async () => {
    await using institution = await withOne();
    const { journey, mailer, clock } = institution;
    const seen: OutgoingMail[] = [];
    mailer.send = (mail) => {
      seen.push(mail);
      return Promise.resolve({ kind: 'later', detail: 'the answer was lost' });
    };
    await journey.requestLink({ address: ADDRESS, client: CLIENT, language: 'fr' });
    await institution.drain();
    const [first] = seen;
    assert.ok(first?.message.kind === 'link');
    assert.deepEqual(await journey.revokeLink(tokenOf(first.message.revokeLink)), { kind: 'revoked' });
    clock.advance(HOUR);
    await institution.drain();
    assert.equal(seen.length, 1);
    assert.equal((await countDeliveries(institution.ledger.db)).sealed, 0);
  });

  test('says that it is too late once the link was used', async () => {
    await using institution = await withOne();
    await choose(institution, await requestToken(institution, ADDRESS));
    const state = await institution.journey.revokeLink(revokeTokenOf(institution));
    assert.deepEqual(state, { kind: 'used', at: institution.clock.now() });
  });

  test('says that there is nothing to do once the link was replaced or has expired', async () => {
    await using institution = await withOne();
    const { journey, clock } = institution;
    await requestToken(institution, ADDRESS);
    const older = revokeTokenOf(institution);
    await requestToken(institution, ADDRESS);
    assert.deepEqual(await journey.revokeLink(older), { kind: 'harmless' });
    clock.advance(12 * HOUR);
    assert.deepEqual(await journey.viewRevocation(revokeTokenOf(institution)), { kind: 'harmless' });
  });

  test('each token is good for its own purpose alone', async () => {
    await using institution = await withOne();
    const { journey } = institution;
    const token = await requestToken(institution, ADDRESS);
    const revoke = revokeTokenOf(institution);
    assert.deepEqual(await journey.viewLink(revoke), { kind: 'malformed' });
    assert.deepEqual(await journey.revokeLink(token), { kind: 'malformed' });
    assert.deepEqual(await journey.follow(token), { kind: 'unknown' });
    const outcome = await choose(institution, token);
    assert.ok(outcome.kind === 'accepted');
    assert.deepEqual(await journey.viewLink(outcome.followToken), { kind: 'malformed' });
    assert.deepEqual(await journey.revokeLink(outcome.followToken), { kind: 'malformed' });
  });
});

describe('starting again from a dead link', () => {
  test('mails a new link to the same address with one press, and shows it masked', async () => {
    await using institution = await withOne();
    const { journey, clock } = institution;
    const token = await requestToken(institution, ADDRESS);
    clock.advance(13 * HOUR);
    const outcome = await journey.restartLink({ token, client: CLIENT, language: 'fr' });
    assert.ok(outcome.kind === 'sent');
    assert.ok(!outcome.masked.includes('camille'));
    await institution.drain();
    assert.notEqual(lastToken(institution), token);
    assert.equal((await choose(institution, lastToken(institution))).kind, 'accepted');
  });

  test('leads to the accounts alone that still have the address', async () => {
    await using institution = await withOne();
    const { journey, directory } = institution;
    directory.add('28700002', [ADDRESS]);
    const token = await requestToken(institution, ADDRESS);
    directory.add('28700001', ['ailleurs@courriel.test']);
    assert.equal((await journey.restartLink({ token, client: CLIENT, language: 'fr' })).kind, 'sent');
    await institution.drain();
    const link = await journey.viewLink(lastToken(institution));
    assert.ok(link.kind === 'open');
    assert.deepEqual(
      link.accounts.map(({ name }) => name.text),
      ['28700002'],
    );
  });

  test('is impossible with a link that never was, and once the address belongs to nobody', async () => {
    await using institution = await withOne();
    const { journey, directory } = institution;
    const again = (token: string) => journey.restartLink({ token, client: CLIENT, language: 'fr' });
    assert.deepEqual(await again('A'.repeat(43)), { kind: 'impossible' });
    const token = await requestToken(institution, ADDRESS);
    directory.people.clear();
    assert.deepEqual(await again(token), { kind: 'impossible' });
  });
});
