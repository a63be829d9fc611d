import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CompiledQuery, type KyselyPlugin, createQueryId, sql } from 'kysely';
import { type ENGINES, currentEngine } from '../../tests/support/engines.ts';
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
  endParkedWaiting: (db) =>
    endParked(db, { accountId: 'a', exceptResetId: 'r', state: 'expired', now: 1, waitingFor: 'directory' }),
  findNewestParked: (db) => findNewestParked(db, 'a'),
  isAnyUnderWay: (db) => isAnyUnderWay(db, { accountId: 'a', exceptResetId: 'r' }),
  isLaneBusy: (db) => isLaneBusy(db, { recipient: 'mail', accountId: 'a', now: 1 }),
  mayHaveSetSince: (db) =>
    mayHaveSetSince(db, { accountId: 'a', recipient: 'directory', since: 1, exceptResetId: 'r' }),
  deleteSpentDataKeys: (db) => deleteSpentDataKeys(db, 1),
};

/** A data key lives ten minutes: the whole table is a handful of rows. */
const SMALL = /^SCAN data_key/;
/** Indexes that hold nothing but what is under way. */
const UNDER_WAY = /USING (COVERING )?INDEX delivery_(due|deadline|leased|lane)\b/;

/** The steps of a query's plan that read a whole table. */
type ScansOf = (db: Db, query: CompiledQuery) => Promise<readonly string[]>;

const SCANS_OF: Readonly<Record<(typeof ENGINES)[number], ScansOf>> = {
  async sqlite(db, { sql: text, parameters }) {
    const { rows } = await db.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${text}`, [...parameters]),
    );
    const steps = rows.map(({ detail }) => detail);
    return steps.filter((step) => step.startsWith('SCAN') && !UNDER_WAY.test(step) && !SMALL.test(step));
  },
  // Its tables are empty here, and what is empty it reads whole unless it is told not to.
  postgres: (db, { sql: text, parameters }) =>
    db.transaction().execute(async (tx) => {
      await sql`set local enable_seqscan = off`.execute(tx);
      const { rows } = await tx.executeQuery<{ 'QUERY PLAN': string }>(
        CompiledQuery.raw(`explain ${text}`, [...parameters]),
      );
      const steps = rows.map((row) => row['QUERY PLAN'].trim());
      return steps.filter((step) => step.includes('Seq Scan') && !step.includes('Seq Scan on data_key'));
    }),
};

/** What is asked, with its values: those of a prepared query come when it is run. */
async function watch(db: Db, ask: (db: Db) => Promise<unknown>): Promise<readonly CompiledQuery[]> {
  const asked: CompiledQuery[] = [];
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      const query = db.getExecutor().compileQuery(node, createQueryId());
      if (query.parameters.every((each) => typeof each !== 'object' || each === null)) asked.push(query);
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  const watched = db.withPlugin(plugin);
  const run = watched.executeQuery.bind(watched);
  watched.executeQuery = async <R>(query: Parameters<typeof run<R>>[0]) => {
    if (!('toOperationNode' in query) && 'sql' in query) asked.push(query);
    return await run<R>(query);
  };
  await ask(watched);
  return asked;
}

for (const [name, ask] of Object.entries(QUESTIONS)) {
  test(`${name} is answered from an index, however much is done`, async () => {
    await using institution = await startInstitution();
    const { db } = institution.ledger;
    const asked = await watch(db, ask);
    assert.ok(asked.length > 0);
    for (const query of asked) assert.deepEqual(await SCANS_OF[currentEngine()](db, query), [], query.sql);
  });
}
