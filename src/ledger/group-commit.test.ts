import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { Kysely } from 'kysely';
import { createClock } from '../../tests/support/clock.ts';
import { type TempFolder, createTempFolder } from '../../tests/support/temp-folder.ts';
import { type Durability, GroupCommit } from './group-commit.ts';
import { expand } from './migrate.ts';
import type { Db, Schema } from './schema.ts';
import { openSqlite, openSqliteForReading, sqliteDialect } from './sqlite.ts';
import { SqliteStatements } from './sqlite-statements.ts';
import { WriteAheadLog } from './write-ahead-log.ts';

interface Setting extends AsyncDisposable {
  readonly database: DatabaseSync;
  readonly statements: SqliteStatements;
  readonly db: Db;
  readonly path: string;
}

async function openSetting(folder: TempFolder): Promise<Setting> {
  const path = folder.file('jeton.db');
  const database = openSqlite(path);
  const statements = new SqliteStatements(database);
  const db = new Kysely<Schema>({ dialect: sqliteDialect(database, statements) });
  await expand({ transaction: (work) => db.transaction().execute((tx) => work({ db: tx })) }, { clock: createClock() });
  return { database, statements, db, path, [Symbol.asyncDispose]: () => db.destroy() };
}

const note = (detail: string) => async (tx: Db) => {
  await tx
    .insertInto('event')
    .values({ kind: 'request.unknown', at: 0, detail: JSON.stringify({ detail }) })
    .execute();
};

async function detailsOf(db: Db): Promise<readonly string[]> {
  const rows = await db.selectFrom('event').select('detail').orderBy('id').execute();
  return rows.map(({ detail }) => (JSON.parse(detail ?? '{}') as { detail: string }).detail);
}

function flushingBy(flush: () => Promise<void>): Durability {
  return { assertSound: () => undefined, flush };
}

const AT_ONCE = flushingBy(() => Promise.resolve());

/** A flush that a test ends when it likes. */
function createFlush() {
  const flushes: PromiseWithResolvers<undefined>[] = [];
  const flush = async (): Promise<void> => {
    const held = Promise.withResolvers<undefined>();
    flushes.push(held);
    await held.promise;
  };
  return { flushes, flush };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A log whose file cannot be flushed. */
function breakLog(folder: TempFolder): WriteAheadLog {
  const path = folder.file('broken.db');
  // fdatasync(2): a pipe cannot be flushed.
  execFileSync('mkfifo', [`${path}-wal`]);
  return new WriteAheadLog(path);
}

describe('transactions that share commits', () => {
  test('one is not done before its commit is flushed; those that come meanwhile share the next one', async () => {
    await using folder = await createTempFolder();
    await using setting = await openSetting(folder);
    const { flushes, flush } = createFlush();
    const group = new GroupCommit({ ...setting, durability: flushingBy(flush) });
    const flushed = async (count: number): Promise<void> => {
      while (flushes.length < count) await turn();
    };
    const done: string[] = [];
    const start = (name: string) => group.transaction(note(name)).then(() => done.push(name));
    const all = [start('first')];
    await flushed(1);
    for (let number = 2; number <= 20; number += 1) all.push(start(`number ${number}`));
    await turn();
    assert.deepEqual(done, []);
    assert.equal(flushes.length, 1);
    flushes[0]?.resolve(undefined);
    await flushed(2);
    assert.deepEqual(done, ['first']);
    flushes[1]?.resolve(undefined);
    await Promise.all(all);
    assert.equal(flushes.length, 2, 'two commits for twenty');
    assert.equal((await detailsOf(setting.db)).length, 20);
  });

  test('one that fails is undone alone, after a statement of its own has gone through', async () => {
    await using folder = await createTempFolder();
    await using setting = await openSetting(folder);
    const group = new GroupCommit({ ...setting, durability: AT_ONCE });
    const failing = group.transaction(async (tx) => {
      await note('undone')(tx);
      throw new Error('half-way');
    });
    const others = [group.transaction(note('before')), group.transaction(note('after'))];
    await assert.rejects(failing, /half-way/);
    await Promise.all(others);
    assert.deepEqual(await detailsOf(setting.db), ['before', 'after']);
  });

  test('a disk that fills fails the one that does not fit, and nothing of it is left', async () => {
    await using folder = await createTempFolder();
    await using setting = await openSetting(folder);
    const group = new GroupCommit({ ...setting, durability: AT_ONCE });
    const { page_count: pages } = setting.database.prepare('pragma page_count').get() as { page_count: number };
    setting.database.exec(`pragma max_page_count = ${pages}`);
    const large = async (tx: Db) => {
      await note('undone')(tx);
      await note('x'.repeat(100_000))(tx);
    };
    const all = [group.transaction(note('small')), group.transaction(large), group.transaction(note('small'))];
    const outcomes = await Promise.allSettled(all);
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as { code?: string }).code : 'done')),
      ['done', 'LEDGER_UNAVAILABLE', 'done'],
    );
    assert.deepEqual(await detailsOf(setting.db), ['small', 'small']);
  });

  test('a flush that fails is neither a success nor a failure, and nothing is committed after it', async () => {
    await using folder = await createTempFolder();
    await using setting = await openSetting(folder);
    await using log = breakLog(folder);
    const group = new GroupCommit({ ...setting, durability: log });
    const failing = group.transaction(() => Promise.reject(new Error('of its own')));
    const doubtful = group.transaction(note('doubtful'));
    await assert.rejects(failing, /of its own/);
    await assert.rejects(doubtful, { code: 'LEDGER_UNSURE', message: /cannot be flushed.*is not known/ });
    await assert.rejects(group.transaction(note('refused')), { code: 'LEDGER_UNAVAILABLE', message: /restart/ });
    assert.deepEqual(await detailsOf(setting.db), ['doubtful'], '“nothing was changed” is true of the refused one');
  });

  test('what has been told as done is there for another process', async () => {
    await using folder = await createTempFolder();
    await using setting = await openSetting(folder);
    await using log = new WriteAheadLog(setting.path);
    const group = new GroupCommit({ ...setting, durability: log });
    await group.transaction(note('kept'));
    const reader = openSqliteForReading(setting.path);
    assert.equal(reader.prepare('select count(*) as count from event').get()?.['count'], 1);
    reader.close();
  });
});
