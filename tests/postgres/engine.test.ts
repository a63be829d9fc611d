import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { type Ledger, openLedger, openLedgerForReading } from '../../src/ledger/ledger.ts';
import type { PostgresPlace } from '../../src/ledger/place.ts';
import { deleteOldReceipts } from '../../src/ledger/postgres/receipts.ts';
import type { Db } from '../../src/ledger/schema.ts';
import { findExhaustion, takeFrom } from '../../src/ledger/throttles.ts';
import { createClock } from '../support/clock.ts';
import { type TestDatabase, createDatabase } from '../support/postgres-databases.ts';
import { type TcpProxy, startTcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

const clock = createClock();

interface Line extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly proxy: TcpProxy;
  readonly ledger: Ledger;
}

/** A ledger whose line to the database a test can cut. */
async function openLine(): Promise<Line> {
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await createDatabase());
  const proxy = opened.use(await startTcpProxy(database.place.hosts[0]?.port ?? 0));
  const ledger = opened.use(await openLedger({ ...through(database.place, proxy.port), clock }));
  const stack = opened.move();
  return { database, proxy, ledger, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function through(place: PostgresPlace, port: number): PostgresPlace {
  return { ...place, hosts: [{ host: '127.0.0.1', port }] };
}

async function insertNote(db: Db, what: string): Promise<void> {
  await db
    .insertInto('event')
    .values({ kind: 'request.unknown', at: 0, detail: JSON.stringify({ what }) })
    .execute();
}

async function note(ledger: Ledger, what: string): Promise<string> {
  return await ledger.transaction(async (tx) => {
    await insertNote(tx.db, what);
    return what;
  });
}

async function noted({ database }: Line, what: string): Promise<number> {
  const rows = await database.run(`select 1 from event where detail like '%"${what}"%'`);
  return rows.length;
}

describe('a commit whose answer is lost', () => {
  for (const how of ['unheard', 'lost'] as const) {
    test(`takes place once and is told as done: ${how}`, async () => {
      await using line = await openLine();
      line.proxy.cutAt('; commit', how);
      assert.equal(await note(line.ledger, how), how);
      assert.equal(await noted(line, how), 1);
      assert.equal(await note(line.ledger, 'next'), 'next', 'the next one has a connection that works');
    });
  }

  test('is run again when it has not taken place, also when the answer that says so is lost too', async () => {
    await using line = await openLine();
    line.proxy.cutAt('; commit', 'unheard');
    line.proxy.cutAt('; commit', 'lost');
    assert.equal(await note(line.ledger, 'twice'), 'twice');
    assert.equal(await noted(line, 'twice'), 1);
    await deleteOldReceipts(line.ledger.db);
    const receipts = await line.database.run('select at > 0 as stands, count(*)::int as rows from receipt group by 1');
    assert.deepEqual(receipts.find(({ stands }) => stands === false)?.['rows'], 1, 'the denial is kept as long');
  });

  test('is told as what it is when nobody can say what became of it', async () => {
    await using line = await openLine();
    line.proxy.cutAt('; commit', 'lost-for-good');
    const writing = note(line.ledger, 'unsure');
    const failing = assert.rejects(writing, { code: 'LEDGER_UNSURE' });
    await until(async () => ((await noted(line, 'unsure')) === 1 ? true : undefined), { missing: 'the commit' });
    // Whoever stops does not wait for the server to come back.
    await line.ledger[Symbol.asyncDispose]();
    await failing;
  });
});

describe('a connection that breaks', () => {
  test('in the middle of a transaction makes it run again, whole', async () => {
    await using line = await openLine();
    let runs = 0;
    await line.ledger.transaction(async ({ db }) => {
      runs += 1;
      await insertNote(db, 'again');
      if (runs === 1) line.proxy.cut('reset');
      await db.selectFrom('event').select('id').execute();
    });
    assert.equal(runs, 2);
    assert.equal(await noted(line, 'again'), 1);
  });

  test('under a statement of its own has it run again on another one', async () => {
    await using line = await openLine();
    const { db } = line.ledger;
    const rate = { count: 5, windowMs: 1000 };
    for (const how of ['unheard', 'lost'] as const) {
      line.proxy.cutAt('throttle', how);
      assert.deepEqual(await takeFrom(db, { bucket: `bucket ${how}`, rate }, 0), { kind: 'allowed', last: false });
      line.proxy.cutAt('throttle', how);
      assert.equal(await findExhaustion(db, [{ bucket: `bucket ${how}`, rate }], 0), undefined);
    }
    const counts = await db.selectFrom('throttle').select(['bucket', 'count']).orderBy('bucket').execute();
    assert.deepEqual(counts, [
      { bucket: 'bucket lost', count: 2 },
      { bucket: 'bucket unheard', count: 1 },
    ]);
  });

  test('while it is idle is not used again', async () => {
    await using line = await openLine();
    for (let round = 0; round < 5; round += 1) {
      await note(line.ledger, `round ${round}`);
      line.proxy.cut('reset');
    }
    assert.equal(await note(line.ledger, 'at last'), 'at last');
  });

  test('for good is told as such: nothing was changed', async () => {
    await using line = await openLine();
    await line.proxy[Symbol.asyncDispose]();
    await assert.rejects(note(line.ledger, 'nowhere'), { code: 'LEDGER_UNAVAILABLE', message: /takes writes/ });
  });

  test('is waited for by everybody as long as by the first, who gives up before them', async () => {
    await using line = await openLine();
    const read = () => line.ledger.db.selectFrom('throttle').selectAll().execute();
    await line.proxy.refuse();
    let hasGivenUp = false;
    const first = assert.rejects(read(), { code: 'LEDGER_UNAVAILABLE' }).then(() => {
      hasGivenUp = true;
    });
    const later: ReturnType<typeof read>[] = [];
    const joinAnother = () => {
      if (hasGivenUp) return true;
      const reading = read();
      reading.catch(() => undefined);
      later.push(reading);
      return undefined;
    };
    await until(joinAnother, { missing: 'the end of the first one’s patience', lookMs: 100 });
    await first;
    await line.proxy.admit();
    assert.deepEqual(await later.at(-1), []);
  });
});

describe('two transactions', () => {
  test('that share an account run one after the other, and others side by side', async () => {
    await using database = await createDatabase();
    await using one = await openLedger({ ...database.place, clock });
    await using other = await openLedger({ ...database.place, clock });
    const order: string[] = [];
    const inside = Promise.withResolvers<undefined>();
    const go = Promise.withResolvers<undefined>();
    const first = one.transaction(
      async () => {
        inside.resolve(undefined);
        await go.promise;
        order.push('first');
      },
      { accounts: ['a', 'b'] },
    );
    await inside.promise;
    const second = other.transaction(
      () => {
        order.push('second');
        return Promise.resolve();
      },
      { accounts: ['c', 'b'] },
    );
    await other.transaction(
      () => {
        order.push('unrelated');
        return Promise.resolve();
      },
      { accounts: ['c2'] },
    );
    go.resolve(undefined);
    await Promise.all([first, second]);
    assert.deepEqual(order, ['unrelated', 'first', 'second']);
  });

  test('in each other’s way run again until both are done', async () => {
    await using database = await createDatabase();
    await using one = await openLedger({ ...database.place, clock });
    await using other = await openLedger({ ...database.place, clock });
    const buckets = ['x', 'y'] as const;
    for (const bucket of buckets) {
      await one.db.insertInto('throttle').values({ bucket, window_start: 0, window_end: 0, count: 0 }).execute();
    }
    const met = Promise.withResolvers<undefined>();
    let inside = 0;
    const add = (ledger: Ledger, order: readonly string[]) =>
      ledger.transaction(async ({ db }) => {
        for (const bucket of order) {
          await db
            .updateTable('throttle')
            .set((row) => ({ count: row('count', '+', 1) }))
            .where('bucket', '=', bucket)
            .execute();
          inside += 1;
          if (inside >= 2) met.resolve(undefined);
          await met.promise;
        }
      });
    await Promise.all([add(one, buckets), add(other, [...buckets].reverse())]);
    const rows = await one.db.selectFrom('throttle').select('count').execute();
    assert.deepEqual(
      rows.map(({ count }) => count),
      [2, 2],
    );
  });
});

test('a lock that is held for too long is told as that', async () => {
  await using database = await createDatabase();
  await using one = await openLedger({ ...database.place, clock });
  await using other = await openLedger({ ...database.place, clock });
  const rate = { count: 5, windowMs: 1000 };
  const [held, done] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const holding = one.transaction(async ({ db }) => {
    await takeFrom(db, { bucket: 'held', rate }, 0);
    held.resolve(undefined);
    await done.promise;
  });
  await held.promise;
  await assert.rejects(takeFrom(other.db, { bucket: 'held', rate }, 0), { code: 'LEDGER_BUSY' });
  done.resolve(undefined);
  await holding;
});

test('a column that a newer version adds is in nobody’s way', async () => {
  await using database = await createDatabase();
  await using ledger = await openLedger({ ...database.place, clock });
  const ask = () => ledger.db.selectFrom('delivery').selectAll().where('id', '=', 'x').execute();
  await ask();
  await database.run('alter table delivery add column priority integer');
  try {
    assert.deepEqual(await ask(), []);
  } finally {
    await database.run('alter table delivery drop column priority');
  }
});

describe('calls', () => {
  test('reach the other processes over the ledger, after the commit, and those who are away find out when they are back', async () => {
    await using line = await openLine();
    await using caller = await openLedger({ ...line.database.place, clock });
    const call = () =>
      caller.transaction((tx) => {
        tx.callCouriers();
        return Promise.resolve();
      });
    let heard = 0;
    const unsubscribe = line.ledger.onCalled(() => (heard += 1));
    await until(() => (heard === 1 ? true : undefined), { missing: 'the look when it begins to listen' });
    await call();
    await until(() => (heard === 2 ? true : undefined), { missing: 'the call' });
    line.proxy.cut('reset');
    await until(() => (heard === 3 ? true : undefined), { missing: 'the look when it listens again' });
    await call();
    await until(() => (heard === 4 ? true : undefined), { missing: 'the call on the new connection' });
    unsubscribe();
  });
});

test('a ledger that is only looked at cannot be written to', async () => {
  await using database = await createDatabase();
  await using reading = await openLedgerForReading(database.place);
  assert.deepEqual(reading.pending, []);
  await assert.rejects(reading.db.deleteFrom('event').execute(), /read-only/);
});

test('what a text holds that PostgreSQL cannot is replaced, and what is no value is refused', async () => {
  await using database = await createDatabase();
  await using ledger = await openLedger({ ...database.place, clock });
  await note(ledger, 'a\0b');
  const [row] = await ledger.db.selectFrom('event').select('detail').execute();
  assert.deepEqual(JSON.parse(row?.detail ?? ''), { what: 'a\0b' }, 'JSON writes it as an escape');
  const { rows } = await sql<{ text: string }>`select ${'a\0b'}::text as text`.execute(ledger.db);
  assert.equal(rows[0]?.text, 'a\u{fffd}b');
  await assert.rejects(sql`select ${{}}`.execute(ledger.db), /cannot be bound/);
});
