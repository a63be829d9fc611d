import assert from 'node:assert/strict';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { createClock } from '../../tests/support/clock.ts';
import { createRoom, only } from '../../tests/support/engines.ts';
import { type Institution, startInstitution } from '../../tests/support/institution.ts';
import { GOOD, choose, requestToken } from '../../tests/support/steps.ts';
import { createTempFolder } from '../../tests/support/temp-folder.ts';
import { TRAIL } from '../../tests/support/trail.ts';
import { assertCurrent, openLedger, openLedgerForReading } from './ledger.ts';
import type { LedgerPlace } from './place.ts';
import { findExhaustion, takeFrom } from './throttles.ts';

const clock = createClock();

describe('the ledger', () => {
  test('brings an empty file to this version, and finds nothing to do the second time', async () => {
    await using room = await createRoom('empty');
    const options = { ...room.place, clock };
    await using first = await openLedger(options);
    assert.deepEqual(first.migrated, ['0001-foundation', '0002-processes', '0003-trail', '0004-short-codes']);
    await using second = await openLedger(options);
    assert.deepEqual(second.migrated, []);
  });

  test('can be looked at without being created, changed or brought to this version', only('sqlite'), async () => {
    await using folder = await createTempFolder();
    const options = { engine: 'sqlite', path: folder.file('jeton.db'), clock, trail: TRAIL } as const;
    await assert.rejects(openLedgerForReading(options), { code: 'LEDGER_UNAVAILABLE' });
    assert.deepEqual(await readdir(folder.path), []);
    await writeFile(options.path, '');
    {
      await using empty = await openLedgerForReading(options);
      assert.deepEqual(empty.pending, ['0001-foundation', '0002-processes', '0003-trail', '0004-short-codes']);
      assert.throws(
        () => {
          assertCurrent(empty);
        },
        { code: 'LEDGER_OUTDATED' },
      );
    }
    await using ledger = await openLedger(options);
    await ledger.transaction((tx) => tx.record({ kind: 'request.unknown' }));
    await using reading = await openLedgerForReading(options);
    assertCurrent(reading);
    assert.equal((await reading.db.selectFrom('event').selectAll().execute()).length, 1);
    await assert.rejects(reading.db.deleteFrom('event').execute(), /readonly/);
  });

  test('is its owner’s alone to read', only('sqlite'), async () => {
    await using institution = await startInstitution();
    const folder = folderOf(institution.place);
    for (const name of await readdir(folder)) assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600, name);
  });

  test(
    'says that it cannot be used when its folder is missing or the file is something else',
    only('sqlite'),
    async () => {
      await using folder = await createTempFolder();
      const path = folder.file('none', 'jeton.db');
      await assert.rejects(openLedger({ engine: 'sqlite', path, clock }), {
        code: 'LEDGER_UNAVAILABLE',
        message: `${path}: its folder does not exist; create it`,
      });
      await assert.rejects(openLedger({ engine: 'sqlite', path: import.meta.filename, clock }), {
        code: 'LEDGER_UNAVAILABLE',
      });
    },
  );

  test('is set to stay whole through a power cut and to overwrite what it deletes', only('sqlite'), async () => {
    await using folder = await createTempFolder();
    await using ledger = await openLedger({ engine: 'sqlite', path: folder.file('jeton.db'), clock, trail: TRAIL });
    const pragma = async (name: string) => {
      const { rows } = await sql<Record<string, unknown>>`${sql.raw(`pragma ${name}`)}`.execute(ledger.db);
      return Object.values(rows[0] ?? {})[0];
    };
    assert.equal(await pragma('journal_mode'), 'wal');
    // The file stays whole; what is committed is flushed behind it.
    assert.equal(await pragma('synchronous'), 1);
    assert.equal(await pragma('secure_delete'), 1);
  });

  test('undoes a transaction that fails half-way, and tells its listeners only of what was committed', async () => {
    await using institution = await startInstitution();
    const { ledger } = institution;
    const heard: string[] = [];
    ledger.onCommitted((events) => heard.push(...events.map(({ kind }) => kind)));
    const failing = ledger.transaction(async (tx) => {
      await tx.record({ kind: 'request.unknown' });
      throw new Error('half-way');
    });
    await assert.rejects(failing, /half-way/);
    await ledger.transaction((tx) => tx.record({ kind: 'request.sent' }));
    assert.deepEqual(heard, ['request.sent']);
    assert.equal((await ledger.db.selectFrom('event').select('kind').execute()).length, 1);
  });

  test('a full disk fails the request, changes nothing and leaves the ledger usable', only('sqlite'), async () => {
    await using institution = await startInstitution();
    const { ledger, directory, journey } = institution;
    directory.add('28700001', ['a@courriel.test']);
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(ledger.db);
    await sql`pragma max_page_count = ${sql.raw(String(rows[0]?.page_count ?? 0))}`.execute(ledger.db);
    const flood = async () => {
      for (let time = 0; time < 200; time += 1) {
        await journey.requestLink({ address: 'a@courriel.test', client: `198.51.100.${time}`, language: 'fr' });
      }
    };
    await assert.rejects(flood(), { code: 'LEDGER_UNAVAILABLE' });
    const before = await ledger.db.selectFrom('reset').selectAll().execute();
    const next = journey.requestLink({ address: 'a@courriel.test', client: '203.0.113.1', language: 'fr' });
    await assert.rejects(next, { code: 'LEDGER_UNAVAILABLE' });
    assert.deepEqual(await ledger.db.selectFrom('reset').selectAll().execute(), before);
    await sql`pragma max_page_count = 1000000`.execute(ledger.db);
    const again = await journey.requestLink({ address: 'a@courriel.test', client: '203.0.113.2', language: 'fr' });
    assert.equal(again.kind, 'sent');
  });

  test(
    'holds neither the token, nor the password, nor the address in clear, in any of its files',
    only('sqlite'),
    async () => {
      await using institution = await startInstitution();
      institution.directory.add('28700001', ['camille.exemple@courriel.test']);
      institution.moodle.answer = { kind: 'later', detail: 'away' };
      const token = await requestToken(institution, 'camille.exemple@courriel.test');
      const outcome = await choose(institution, token);
      assert.ok(outcome.kind === 'accepted');
      await institution.drain();
      await assertNowhere(institution, [token, outcome.followToken]);
      institution.moodle.answer = { kind: 'done' };
      institution.clock.advance(10 * 60_000);
      await institution.drain();
      assert.equal(institution.moodle.password, GOOD);
      await assertNowhere(institution, [token, outcome.followToken]);
    },
  );
});

function folderOf(place: LedgerPlace): string {
  assert.ok(place.engine === 'sqlite');
  return join(place.path, '..');
}

async function assertNowhere({ place }: Institution, tokens: readonly string[]): Promise<void> {
  const folder = folderOf(place);
  const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
  const bytes = Buffer.concat(files);
  assert.equal(files.length, 3, 'the file, its -wal and its -shm');
  assert.ok(bytes.includes('28700001'), 'the search finds what is there');
  const raw = tokens.map((token) => Buffer.from(token, 'base64url'));
  for (const secret of [...tokens, ...raw, GOOD, Buffer.from(GOOD).toString('base64'), 'camille.exemple']) {
    assert.ok(!bytes.includes(secret));
  }
}

describe('a throttle', () => {
  const rate = { count: 2, windowMs: 1000 };

  test('allows so many in a window, then says when it opens again', async () => {
    await using institution = await startInstitution();
    const { db } = institution.ledger;
    assert.equal((await takeFrom(db, { bucket: 'b', rate }, 5000)).kind, 'allowed');
    assert.equal((await takeFrom(db, { bucket: 'b', rate }, 5500)).kind, 'allowed');
    assert.deepEqual(await takeFrom(db, { bucket: 'b', rate }, 5900), {
      kind: 'exhausted',
      retryAt: 6000,
      first: true,
    });
    assert.deepEqual(await takeFrom(db, { bucket: 'b', rate }, 5950), {
      kind: 'exhausted',
      retryAt: 6000,
      first: false,
    });
    assert.equal((await takeFrom(db, { bucket: 'b', rate }, 6000)).kind, 'allowed');
  });

  test('is one for machines whose clocks differ, and for uses that come out of the order of their times', async () => {
    await using institution = await startInstitution();
    const { db } = institution.ledger;
    const budget = { bucket: 'b', rate: { count: 3, windowMs: 3_600_000 } };
    for (const now of [30_000, 29_999, 0]) assert.equal((await takeFrom(db, budget, now)).kind, 'allowed');
    assert.equal((await takeFrom(db, budget, 0)).kind, 'exhausted');
    assert.equal(await findExhaustion(db, [budget], 0), 3_630_000);
  });

  test('does not shut anybody out when the clock steps back', async () => {
    await using institution = await startInstitution();
    const { db } = institution.ledger;
    for (let time = 0; time < 3; time += 1) await takeFrom(db, { bucket: 'b', rate }, 3_600_000);
    assert.equal((await takeFrom(db, { bucket: 'b', rate }, 0)).kind, 'allowed');
  });
});
