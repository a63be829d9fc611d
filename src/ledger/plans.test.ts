import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CompiledQuery, type KyselyPlugin, createQueryId } from 'kysely';
import { startInstitution } from '../../tests/support/institution.ts';
import { claimDeliveries, countBacklog, findDueRecipients, findOverdue } from './claims.ts';
import { deleteSpentDataKeys } from './data-keys.ts';
import { keepTimeLeft } from './deadlines.ts';
import { isLaneBusy, mayHaveSetSince } from './deliveries.ts';
import { endImpossibleWaits } from './leases.ts';
import { endParked, findNewestParked, isAnyUnderWay, parkUnderWay } from './parked.ts';
import { countIssuedSince, deleteOldResets, findOpenResets } from './resets.ts';
import type { Db } from './schema.ts';
import { deleteClosedWindows } from './throttles.ts';

const QUESTIONS: Readonly<Record<string, (db: Db) => Promise<unknown>>> = {
  findDueRecipients: (db) => findDueRecipients(db, 1),
  claimDeliveries: (db) => claimDeliveries(db, { recipient: 'mail', owner: 'x', limit: 5, now: 1, leaseMs: 1 }),
  findOverdue: (db) => findOverdue(db, 1, 200),
  keepTimeLeft: (db) => keepTimeLeft(db, { before: 1, now: 2 }),
  countBacklog: (db) => countBacklog(db),
  endImpossibleWaits: (db) => endImpossibleWaits(db, 1),
  deleteClosedWindows: (db) => deleteClosedWindows(db, 1),
  deleteOldResets: (db) => deleteOldResets(db, { endedBefore: 1, limit: 500 }),
  findOpenResets: (db) => findOpenResets(db, ['a'], 1),
  countIssuedSince: (db) => countIssuedSince(db, 'a', 1),
  parkUnderWay: (db) => parkUnderWay(db, { accountId: 'a', exceptResetId: 'r' }),
  endParked: (db) => endParked(db, { accountId: 'a', exceptResetId: 'r', state: 'superseded', now: 1 }),
  findNewestParked: (db) => findNewestParked(db, 'a'),
  isAnyUnderWay: (db) => isAnyUnderWay(db, 'a'),
  isLaneBusy: (db) => isLaneBusy(db, { recipient: 'mail', accountId: 'a', now: 1 }),
  mayHaveSetSince: (db) =>
    mayHaveSetSince(db, { accountId: 'a', recipient: 'directory', since: 1, exceptResetId: 'r' }),
  deleteSpentDataKeys: (db) => deleteSpentDataKeys(db, 1),
};

/** A data key lives ten minutes: the whole table is a handful of rows. */
const SMALL = /^SCAN data_key/;
/** Indexes that hold nothing but what is under way. */
const UNDER_WAY = /USING (COVERING )?INDEX delivery_(due|deadline|leased|lane)\b/;

for (const [name, ask] of Object.entries(QUESTIONS)) {
  test(`${name} is answered from an index, however much is done`, async () => {
    await using institution = await startInstitution();
    const { db } = institution.ledger;
    const asked: CompiledQuery[] = [];
    const watch: KyselyPlugin = {
      transformQuery({ node }) {
        asked.push(db.getExecutor().compileQuery(node, createQueryId()));
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    };
    await ask(db.withPlugin(watch));
    assert.ok(asked.length > 0);
    for (const { sql, parameters } of asked) {
      const explain = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
      const { rows } = await db.executeQuery<{ detail: string }>(explain);
      const scans = rows.filter(
        ({ detail }) => detail.startsWith('SCAN') && !UNDER_WAY.test(detail) && !SMALL.test(detail),
      );
      assert.deepEqual(scans, [], sql);
    }
  });
}
