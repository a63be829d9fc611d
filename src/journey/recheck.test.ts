import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countDeliveries } from '../ledger/deliveries.ts';
import { type Institution, startInstitution } from '../../tests/support/institution.ts';
import { choose, requestToken } from '../../tests/support/steps.ts';

const ADDRESS = 'camille@courriel.test';

async function withOne(): Promise<Institution> {
  const institution = await startInstitution();
  institution.directory.add('28700001', [ADDRESS]);
  return institution;
}

for (const [change, apply] of [
  [
    'the password was changed elsewhere',
    ({ directory }: Institution) => directory.changeElsewhere('id-28700001', 'Ailleurs-Change-1'),
  ],
  [
    'the address moved to somebody else',
    ({ directory }: Institution) => directory.add('28700001', ['autre@courriel.test'], { passwordStamp: 'stamp-1' }),
  ],
  [
    'the account was disabled',
    ({ directory }: Institution) => directory.add('28700001', [ADDRESS], { disabled: true }),
  ],
] as const) {
  test(`a link is stale once ${change}`, async () => {
    await using institution = await withOne();
    const token = await requestToken(institution, ADDRESS);
    apply(institution);
    assert.deepEqual(await choose(institution, token), { kind: 'dead', link: { kind: 'stale' } });
    assert.equal(institution.directory.set.length, 0);
  });

  test(`a password that waited for the directory is not set once ${change}`, async () => {
    await using institution = await withOne();
    const { directory, clock, mailer, moodle, ledger } = institution;
    const token = await requestToken(institution, ADDRESS);
    directory.down = true;
    assert.equal((await choose(institution, token)).kind, 'accepted');
    apply(institution);
    directory.down = false;
    clock.advance(60_000);
    await institution.drain();
    assert.deepEqual([directory.set.length, moodle.news.length, mailer.of('changed').length], [0, 0, 0]);
    assert.equal((await countDeliveries(ledger.db)).sealed, 0);
  });
}
