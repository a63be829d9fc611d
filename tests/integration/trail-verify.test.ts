import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { currentEngine } from '../support/engines.ts';
import { type Trail, startTrail } from '../support/tamper.ts';
import { TRAIL } from '../support/trail.ts';
import { trailKeysOf } from '../../src/platform/trail-keys.ts';
import { Secret } from '../../src/platform/secret.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { findAnchors } from '../../src/ledger/trail/anchors.ts';
import { atOneMoment } from '../../src/ledger/trail/walk.ts';
import { purgeTrail } from '../../src/ledger/trail/purge.ts';
import { verifyTrail } from '../../src/ledger/trail/verify.ts';

/** A million of them: `JETON_TRAIL_ENTRIES=1000000 npm test -- tests/integration/trail-verify.test.ts --test-timeout=3600000`. */
const ENTRIES = Number(process.env['JETON_TRAIL_ENTRIES'] ?? 10_000);

/** The columns of an entry besides its number. */
const COLUMNS =
  'at, kind, reset_id, account_id, recipient, detail, actor, client, chain, seq, salt, digest, link, link_key';

interface Tampering {
  readonly name: string;
  /** @param id of an entry. @returns statements that tamper with it, and those that put everything back */
  readonly with: (id: number) => readonly [does: readonly string[], undoes: readonly string[]];
  readonly faults: readonly string[];
}

const copied = (id: number) => `insert into event (id, ${COLUMNS}) select id, ${COLUMNS} from kept where id = ${id}`;
const replaced = (id: number) => [`delete from event where id = ${id}`, copied(id)];

function changing(name: string, change: string): Tampering {
  return { name, with: (id) => [[`update event set ${change} where id = ${id}`], replaced(id)], faults: ['changed'] };
}

const TAMPERINGS: readonly Tampering[] = [
  changing('whose detail is another', `detail = '{"index":0}'`),
  changing('whose time is another', 'at = at + 1'),
  changing('whose kind is another', `kind = 'link.revoked'`),
  changing('whose account is another', `account_id = 'account-x'`),
  changing('whose network is another', `client = '192.0.2.8'`),
  changing('that names an actor', `actor = 'root'`),
  {
    name: 'that is missing',
    with: (id) => [[`delete from event where id = ${id}`], [copied(id)]],
    faults: ['missing'],
  },
  {
    name: 'that stands there twice',
    with: (id) => {
      const twice = `insert into event (id, ${COLUMNS}) select 9000000, ${COLUMNS} from kept where id = ${id}`;
      return [[twice], ['delete from event where id = 9000000']];
    },
    faults: ['inserted'],
  },
  {
    name: 'that was put in without a link',
    with: () => [
      [`insert into event (id, at, kind) values (9000000, 0, 'link.opened')`],
      ['delete from event where id = 9000000'],
    ],
    faults: ['outside'],
  },
  {
    name: 'that has changed places with the next',
    with: (id) => {
      const other = id > 1 ? id - 1 : id + 1;
      const swap = [
        `update event set id = -1 where id = ${id}`,
        `update event set id = ${id} where id = ${other}`,
        `update event set id = ${other} where id = -1`,
      ];
      return [swap, swap];
    },
    faults: ['missing', 'reordered'],
  },
  {
    name: 'whose content has changed places with the next',
    with: (id) => {
      const other = id > 1 ? id - 1 : id + 1;
      const take = (from: number, to: number) =>
        `update event set detail = (select detail from kept where id = ${from}) where id = ${to}`;
      return [
        [take(other, id), take(id, other)],
        [...replaced(id), ...replaced(other)],
      ];
    },
    faults: ['changed', 'changed'],
  },
  {
    name: 'whose content was taken away',
    with: (id) => {
      const digest = `digest = link`;
      const blank = `update event set ${digest}, salt = null, account_id = null, detail = null, client = null`;
      return [[`${blank} where id = ${id}`], replaced(id)];
    },
    faults: ['changed', 'blanked'],
  },
];

async function faultsOf(trail: Trail, anchors?: Parameters<Trail['verify']>[0]): Promise<readonly string[]> {
  return (await trail.verify(anchors)).faults.map(({ kind }) => kind);
}

async function runAll(trail: Trail, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await trail.run(statement);
}

describe(`among ${ENTRIES} entries`, () => {
  test('one that was tampered with is found, be it the first, one in the middle or the last', async () => {
    await using trail = await startTrail();
    await trail.fill(ENTRIES);
    await trail.run('create table kept as select * from event');
    assert.deepEqual(await faultsOf(trail), []);
    assert.equal((await trail.verify()).entries, ENTRIES);
    for (const { name, with: tampering, faults } of TAMPERINGS) {
      for (const id of [1, Math.floor(ENTRIES / 2), ENTRIES]) {
        const [does, undoes] = tampering(id);
        await runAll(trail, does);
        assert.deepEqual((await faultsOf(trail)).toSorted(), faults.toSorted(), `entry ${id} ${name}`);
        await runAll(trail, undoes);
      }
    }
    assert.deepEqual(await faultsOf(trail), [], 'all is as it was');
    await trail.run('drop table kept');
  });
});

const HEAD_BEFORE = 'create table head_before as select * from event_chain';
const HEAD_BACK = `delete from event_chain; insert into event_chain select * from head_before; drop table head_before`;

describe('the end of a chain', () => {
  test('that was taken away together with its head is found by the anchor that was kept', async () => {
    await using trail = await startTrail();
    await trail.fill(100);
    await trail.run(HEAD_BEFORE);
    await trail.fill(10);
    const anchors = findAnchors((await trail.verify()).anchors.join('\n'));
    await trail.run('delete from event where id > 100');
    assert.deepEqual(await faultsOf(trail), ['missing']);
    await runAll(trail, HEAD_BACK.split('; '));
    assert.deepEqual(await faultsOf(trail), [], 'a ledger of before is whole by itself');
    assert.deepEqual(await faultsOf(trail, anchors), ['anchor-missing']);
    await trail.fill(20);
    // On PostgreSQL it goes on in whichever chain is free.
    const expected = currentEngine() === 'sqlite' ? 'anchor-differs' : 'anchor-(differs|missing)';
    assert.match((await faultsOf(trail, anchors)).join(), new RegExp(`^${expected}$`), 'and stays so when it goes on');
  });

  test('whose head somebody has made to fit is found, and what is appended next says so for ever', async () => {
    await using trail = await startTrail();
    await trail.fill(100);
    await trail.run('delete from event where id > 90');
    await trail.run(
      'update event_chain set seq = 90, link = (select link from event where id = 90), mac = link where chain = 0',
    );
    assert.deepEqual(await faultsOf(trail), ['head-changed']);
    await trail.fill(1);
    const expected = currentEngine() === 'sqlite' ? 'broken-before' : '(broken-before|head-changed)';
    assert.match((await faultsOf(trail)).join(), new RegExp(`^${expected}$`));
  });

  test('is missed when the whole chain is gone', async () => {
    await using trail = await startTrail();
    await trail.fill(10);
    const [last] = (await trail.ledger.db.selectFrom('event_chain').select('chain').execute()).toReversed();
    await trail.run(`delete from event_chain where chain = ${last?.chain}`);
    const { ledger, place, clock } = trail;
    await ledger.transaction((tx) => tx.record({ kind: 'link.opened' })).catch(() => undefined);
    assert.ok((await faultsOf(trail)).includes('chain-missing'));
    if (currentEngine() === 'sqlite') return;
    await using again = await openLedger({ ...place, clock, trail: TRAIL });
    await again.transaction((tx) => tx.record({ kind: 'link.opened' }));
    assert.ok((await faultsOf(trail)).includes('chain-missing'), 'a new one does not take its place');
  });
});

test('a value of another type than its column’s ends no look: SQLite keeps any', async (context) => {
  if (currentEngine() !== 'sqlite') {
    context.skip('PostgreSQL takes none');
    return;
  }
  const columns = [
    ...['salt', 'link', 'seq', 'chain', 'kind', 'detail'].map((name) => ['event', name] as const),
    ...['link', 'floor_link', 'mac'].map((name) => ['event_chain', name] as const),
  ];
  for (const [table, column] of columns) {
    for (const value of [`'x'`, '0.5']) {
      await using trail = await startTrail();
      await trail.fill(3);
      await trail.run(`update ${table} set ${column} = ${value} where chain = 0`);
      assert.ok((await trail.verify()).count > 0, `${column} = ${value}`);
      const purging = { keys: TRAIL, before: trail.clock.now() - 1, now: trail.clock.now() };
      assert.ok((await purgeTrail(trail.ledger, purging)).rows >= 0);
    }
  }
});

test('whoever has the ledger alone can tie nothing', async () => {
  await using trail = await startTrail();
  await trail.fill(10);
  const strangers = trailKeysOf(new Secret<Uint8Array>(new Uint8Array(32)));
  {
    await using theirs = await openLedger({ ...trail.place, clock: trail.clock, trail: strangers });
    await theirs.transaction((tx) => tx.record({ kind: 'link.opened' }));
  }
  const faults = await faultsOf(trail);
  assert.ok(faults.includes('key-unknown') && faults.includes('head-changed'), faults.join());
});

test('entries of before, and those that an older version adds, are told apart from those that are tied', async () => {
  await using trail = await startTrail();
  await trail.run('delete from event_chain');
  await trail.run(`insert into event (at, kind) values (1, 'link.opened'), (2, 'link.opened')`);
  const { ledger, place, clock } = trail;
  await using again = await openLedger({ ...place, clock, trail: TRAIL });
  await again.transaction((tx) => tx.record({ kind: 'link.opened' }));
  const verdict = await trail.verify();
  assert.deepEqual([verdict.outside, verdict.entries, verdict.faults], [2, 2, []], 'with the one that says so');
  await trail.run(`insert into event (at, kind) values (3, 'link.opened')`);
  assert.deepEqual(await faultsOf(trail), ['outside']);
  await ledger.transaction((tx) => tx.record({ kind: 'link.opened' }));
  assert.deepEqual(await faultsOf(trail), ['outside']);
});

test('many transactions at once, of several processes, leave one whole trail', async () => {
  await using trail = await startTrail();
  const { place, clock } = trail;
  await using other = await openLedger({ ...place, clock, trail: TRAIL });
  const record = (index: number) =>
    (index % 2 === 0 ? trail.ledger : other).transaction((tx) => tx.record({ kind: 'link.opened', detail: { index } }));
  const looks: Promise<unknown>[] = [];
  for (let round = 0; round < 5; round += 1) {
    const look = atOneMoment(trail.ledger.db, (db) => verifyTrail(db, TRAIL));
    looks.push(look.then(({ faults }) => assert.deepEqual(faults, [])));
    await Promise.all(Array.from({ length: 40 }, (_, index) => record(index)));
  }
  await Promise.all(looks);
  const { entries, faults } = await trail.verify();
  assert.deepEqual([entries, faults], [200, []]);
});
