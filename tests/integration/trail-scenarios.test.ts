import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventRow } from '../../src/ledger/schema.ts';
import { trailKeysOf } from '../../src/platform/trail-keys.ts';
import { entryOf, writeJsonLine } from '../../src/ledger/trail/entries.ts';
import { atOneMoment } from '../../src/ledger/trail/walk.ts';
import { verifyTrail } from '../../src/ledger/trail/verify.ts';
import { type Institution, HOUR, SETTINGS, startInstitution } from '../support/institution.ts';
import { solve } from '../support/solve.ts';
import { CLIENT, GOOD, choose, lastToken, requestToken } from '../support/steps.ts';

const ADDRESS = 'camille.martin@example.org';
const STRANGER = 'nobody.here@example.org';
const LIMITS = SETTINGS.limits;

function ask({ journey }: Institution, address: string, more: { readonly proof?: string } = {}) {
  return journey.requestLink({ address, client: CLIENT, language: 'fr', ...more });
}

interface Scenario {
  readonly name: string;
  readonly settings?: Partial<typeof SETTINGS>;
  /** What comes before, and is not looked at. */
  readonly before?: (institution: Institution) => Promise<unknown>;
  readonly act: (institution: Institution) => Promise<unknown>;
  readonly kinds: readonly string[];
}

const HASTY = LIMITS === undefined ? {} : { limits: { ...LIMITS, mailsPerAccount: { count: 1, windowMs: HOUR } } };
const STRICT = LIMITS === undefined ? {} : { limits: { ...LIMITS, requestsPerClient: { count: 1, windowMs: HOUR } } };
const SHY = LIMITS === undefined ? {} : { limits: { ...LIMITS, unknownPerClient: { count: 1, windowMs: HOUR } } };
const FEW = LIMITS === undefined ? {} : { limits: { ...LIMITS, mailsOverall: { count: 1, windowMs: HOUR } } };
const BURST = LIMITS === undefined ? {} : { limits: { ...LIMITS, unknownOverall: { count: 1, windowMs: HOUR } } };

const SCENARIOS: readonly Scenario[] = [
  { name: 'a known address asks', act: (i) => ask(i, ADDRESS), kinds: ['request.sent'] },
  { name: 'an unknown address asks', act: (i) => ask(i, STRANGER), kinds: ['request.unknown'] },
  {
    name: 'an address asks once too often',
    settings: HASTY,
    before: (i) => ask(i, ADDRESS),
    act: (i) => ask(i, ADDRESS),
    kinds: ['request.over-budget'],
  },
  {
    name: 'a network asks three times too often',
    settings: STRICT,
    before: (i) => ask(i, ADDRESS),
    act: async (i) => [await ask(i, ADDRESS), await ask(i, ADDRESS), await ask(i, ADDRESS)],
    kinds: ['request.throttled'],
  },
  {
    name: 'a network has had its share of unknown answers',
    settings: SHY,
    before: (i) => ask(i, STRANGER),
    act: async (i) => {
      const needed = await ask(i, STRANGER);
      assert.ok(needed.kind === 'proof-needed');
      await ask(i, STRANGER, { proof: solve(needed.challenge) });
      await i.drain();
    },
    kinds: ['request.neutral', 'request.unknown'],
  },
  {
    name: 'everybody together has asked for too many unknown addresses',
    settings: BURST,
    act: (i) => ask(i, STRANGER),
    kinds: ['request.unknown', 'request.unknown-burst'],
  },
  {
    name: 'the last mail of everybody’s budget is sent',
    settings: FEW,
    act: async (i) => [await ask(i, ADDRESS), await ask(i, ADDRESS)],
    kinds: ['request.mails-exhausted', 'request.sent'],
  },
  {
    name: 'a link is opened twice',
    before: (i) => requestToken(i, ADDRESS),
    act: async (i) => [await i.journey.openLink(lastToken(i), CLIENT), await i.journey.openLink(lastToken(i), CLIENT)],
    kinds: ['link.opened'],
  },
  {
    name: 'a link that was used is opened',
    before: async (i) => choose(i, await requestToken(i, ADDRESS)),
    act: (i) => i.journey.openLink(lastToken(i), CLIENT),
    kinds: ['link.reused'],
  },
  {
    name: 'a link that never was is opened by somebody who tries a hundred',
    act: async (i) => {
      for (let tries = 0; tries < 100; tries += 1) await i.journey.openLink('A'.repeat(43), CLIENT);
    },
    kinds: [...Array.from({ length: 5 }, () => 'link.unknown'), 'request.throttled'],
  },
  {
    name: 'a password falls short',
    before: (i) => requestToken(i, ADDRESS),
    act: (i) => choose(i, lastToken(i), { password: 'short' }),
    kinds: ['password.falls-short'],
  },
  {
    name: 'the directory refuses a password',
    before: async (i) => {
      await requestToken(i, ADDRESS);
      i.directory.refuse = 'history';
    },
    act: (i) => choose(i, lastToken(i)),
    kinds: ['password.accepted', 'password.refused'],
  },
  {
    name: 'a form comes from another site, and one that no page makes',
    act: async (i) => {
      await i.journey.notice({ kind: 'forged', client: CLIENT });
      await i.journey.notice({ kind: 'malformed', client: CLIENT });
    },
    kinds: ['request.forged', 'request.malformed'],
  },
];

async function rowsAfter({ ledger }: Institution, id: number): Promise<readonly EventRow[]> {
  return await ledger.db.selectFrom('event').selectAll().where('id', '>', id).orderBy('id').execute();
}

describe('the trail tells exactly what happened, and from which network, when', () => {
  for (const { name, settings, before, act, kinds } of SCENARIOS) {
    test(name, async () => {
      await using institution = await startInstitution(settings);
      institution.directory.add('28700001', [ADDRESS]);
      await before?.(institution);
      const last = (await rowsAfter(institution, 0)).at(-1)?.id ?? 0;
      await act(institution);
      const rows = await rowsAfter(institution, last);
      assert.deepEqual(rows.map(({ kind }) => kind).toSorted(), kinds.toSorted());
      for (const { kind, client } of rows) assert.equal(client, CLIENT, kind);
    });
  }
});

test('a whole journey leaves a whole trail without an address, a password or a link in clear', async () => {
  await using institution = await startInstitution();
  const { ledger, keys, directory } = institution;
  directory.add('28700001', [ADDRESS]);
  await ask(institution, STRANGER);
  const token = await requestToken(institution, ADDRESS);
  await institution.journey.openLink(token, CLIENT);
  await choose(institution, token);
  await institution.drain();
  const rows = await rowsAfter(institution, 0);
  const kinds = new Set(rows.map(({ kind }) => kind));
  for (const kind of ['request.sent', 'link.opened', 'password.accepted', 'delivery.done']) assert.ok(kinds.has(kind));
  const text = rows.map((row) => writeJsonLine(entryOf(row))).join('\n') + JSON.stringify(rows);
  for (const secret of [ADDRESS, STRANGER, 'camille.martin', GOOD, token]) assert.ok(!text.includes(secret), secret);
  const done = rows.filter(({ kind, client }) => kind === 'delivery.done' && client === null);
  assert.ok(done.length > 0, 'what a courier does has no client');
  const verdict = await atOneMoment(ledger.db, (db) => verifyTrail(db, trailKeysOf(keys.address, keys.trail)));
  assert.deepEqual([verdict.entries, verdict.faults], [rows.length, []]);
});
