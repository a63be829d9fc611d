import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ledger } from '../ledger/ledger.ts';
import type { HandOver } from './hand-over.ts';
import { buildJourney } from './journey.ts';
import { LOOKUP } from './parcels.ts';
import { settleLookup } from './look-up.ts';
import { type Institution, startInstitution, startProcess } from '../../tests/support/institution.ts';
import { CLIENT, choose, lastToken } from '../../tests/support/steps.ts';

const ADDRESS = 'camille@courriel.test';
const parcel = { kind: 'lookup', address: ADDRESS, client: CLIENT, language: 'fr' } as const;

async function asked(): Promise<Institution> {
  const institution = await startInstitution({ unknownAddress: 'conceal' });
  institution.directory.add('28700001', [ADDRESS]);
  await institution.journey.requestLink({ address: ADDRESS, client: CLIENT, language: 'fr' });
  return institution;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

async function findLookup({ ledger: { db } }: Institution) {
  return await db.selectFrom('delivery').selectAll().where('recipient', '=', LOOKUP).executeTakeFirstOrThrow();
}

test('the address that was typed stands nowhere in the ledger in clear', async () => {
  await using institution = await asked();
  const { db } = institution.ledger;
  const held: string[] = [];
  for (const table of ['reset', 'delivery', 'sealed', 'event', 'throttle'] as const) {
    for (const row of await db.selectFrom(table).selectAll().execute()) {
      held.push(...Object.values(row).map((value) => (value instanceof Uint8Array ? latin1(value) : String(value))));
    }
  }
  assert.ok(held.length > 0);
  assert.deepEqual(
    held.filter((text) => text.toLowerCase().includes('camille')),
    [],
  );
});

test('two couriers that look the same address up write one link', async () => {
  await using institution = await asked();
  const { parts, directory, mailer, ledger } = institution;
  const delivery = await findLookup(institution);
  const found = await directory.findByAddress(ADDRESS);
  await Promise.all([
    settleLookup(parts, delivery, { parcel, found }),
    settleLookup(parts, delivery, { parcel, found }),
  ]);
  await institution.drain();
  assert.equal(mailer.sent.length, 1);
  assert.equal((await choose(institution, lastToken(institution))).kind, 'accepted');
  const sent = await ledger.db.selectFrom('event').select('id').where('kind', '=', 'request.sent').execute();
  assert.equal(sent.length, 1);
});

test('no courier is called for it: what comes after an answer is not felt by what is asked for next', async () => {
  await using institution = await startInstitution({ unknownAddress: 'conceal' });
  const { directory, parts } = institution;
  directory.add('28700001', [ADDRESS]);
  let calls = 0;
  const ledger: Ledger = {
    ...parts.ledger,
    transaction: (work, options) =>
      parts.ledger.transaction((tx) => work({ ...tx, callCouriers: () => void (calls += 1) }), options),
  };
  const handOver: HandOver = { reserve: () => assert.fail('a courier of this process has it in hand') };
  const journey = buildJourney({ ...parts, ledger, handOver });
  for (const address of [ADDRESS, 'personne@courriel.test']) {
    assert.equal((await journey.requestLink({ address, client: CLIENT, language: 'fr' })).kind, 'neutral');
  }
  assert.equal(calls, 0);
  await institution.drain();
  assert.equal(institution.mailer.sent.length, 1);
});

test('an address that nobody holds leaves an entry in the trail and nothing else', async () => {
  await using institution = await asked();
  const { parts, ledger } = institution;
  const delivery = await findLookup(institution);
  const none = { parcel, found: { kind: 'found', accounts: [] } } as const;
  await Promise.all([settleLookup(parts, delivery, none), settleLookup(parts, delivery, none)]);
  for (const table of ['reset', 'delivery', 'sealed'] as const) {
    assert.deepEqual(await ledger.db.selectFrom(table).selectAll().execute(), [], table);
  }
  const told = await ledger.db.selectFrom('event').select('id').where('kind', '=', 'request.unknown').execute();
  assert.equal(told.length, 1);
});

test('a process that dies after its answer has promised nothing that another one does not do', async () => {
  await using institution = await asked();
  await using other = await startProcess(institution, { owner: 'other', settings: { unknownAddress: 'conceal' } });
  await other.courier.look();
  await other.courier.settled();
  await other.courier.look();
  await other.courier.settled();
  assert.deepEqual(
    institution.mailer.sent.map(({ to }) => to),
    [ADDRESS],
  );
});
