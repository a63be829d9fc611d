import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { callOffMove } from '../../src/ledger/move/call-off.ts';
import { digestTable } from '../../src/ledger/move/digest.ts';
import { moveLedger } from '../../src/ledger/move/move.ts';
import type { MovePlan } from '../../src/ledger/move/sides.ts';
import { TABLES } from '../../src/ledger/move/tables.ts';
import type { LedgerPlace } from '../../src/ledger/place.ts';
import { announceProcess, forgetProcess } from '../../src/ledger/processes.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { AppError } from '../../src/platform/errors.ts';
import { embeddedSystems } from '../support/embedded-systems.ts';
import { type Institution, drain, startInstitution, startProcess } from '../support/institution.ts';
import { type Installation, install, runJeton, serve, startJeton } from '../support/jeton.ts';
import { type TestDatabase, createDatabase, urlOf } from '../support/postgres-databases.ts';
import { GOOD, choose, requestToken } from '../support/steps.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { type TempFolder, createTempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';

const ADDRESS = 'camille@courriel.test';
const MINUTE = 60_000;

/** A small institution that has a link open and a password on its way to an application that is away. */
async function putUnderWay(institution: Institution): Promise<string> {
  institution.directory.add('28700001', [ADDRESS]);
  institution.directory.add('28700002', ['noa@courriel.test']);
  institution.moodle.answer = { kind: 'later', detail: 'away' };
  await choose(institution, await requestToken(institution, ADDRESS));
  await institution.drain();
  return await requestToken(institution, 'noa@courriel.test');
}

function planOf({ place, clock }: Institution, to: MovePlan['to']): MovePlan {
  assert.ok(place.engine === 'sqlite');
  return { from: place, to, clock };
}

const QUIETLY = { onProgress: () => undefined, onVerified: () => undefined };

describe('a ledger that moves from SQLite to PostgreSQL', () => {
  test('brings all that is under way along, sealed as it was, and is not usable at the old place any more', async () => {
    await using institution = await startInstitution();
    const token = await putUnderWay(institution);
    await using database = await createDatabase('empty');
    const asleep = institution.ledger;
    const plan = planOf(institution, database.place);
    const verified: string[] = [];
    const moved = await moveLedger({
      ...{ ...plan, ...QUIETLY },
      onVerified: (table, { rows }) => verified.push(`${table} ${rows > 0}`),
    });
    assert.ok(moved);
    assert.deepEqual(
      verified,
      ['reset', 'reset_account', 'data_key', 'delivery', 'sealed', 'event', 'throttle'].map((name) => `${name} true`),
    );
    await using process = await startProcess({ ...institution, place: database.place }, { owner: 'elsewhere' });
    institution.moodle.answer = { kind: 'done' };
    institution.clock.advance(10 * MINUTE);
    await drain(process.courier);
    assert.equal(institution.moodle.password, GOOD);
    assert.equal((await choose(process, token)).kind, 'accepted');

    await assert.rejects(openLedger({ ...institution.place, clock: institution.clock }), {
      code: 'LEDGER_MOVED',
      message: /the ledger has moved to postgres:\/\/postgres@127\.0\.0\.1:\d+\/jeton_/,
    });
    await assert.rejects(writeTo(asleep), /the ledger has moved/, 'not even one that slept meanwhile');
    assert.equal(await moveLedger({ ...plan, ...QUIETLY }), false, 'once is enough');
    await assert.rejects(callOffMove(plan), { code: 'LEDGER_MOVED' });
  });

  test('waits until nobody uses it, and goes nowhere where a ledger is already', async () => {
    await using institution = await startInstitution();
    await using database = await createDatabase('empty');
    const { ledger, clock } = institution;
    const plan = { ...planOf(institution, database.place), ...QUIETLY };
    await announceProcess(
      ledger,
      { id: 'machine/1', role: 'web', version: '1.2.3', started_at: 0 },
      { now: clock.now() },
    );
    await assert.rejects(moveLedger(plan), { code: 'LEDGER_IN_USE', message: /machine\/1 .*stop them first/ });
    await writeTo(ledger);
    await forgetProcess(ledger.db, 'machine/1');
    {
      await using other = await openLedger({ ...database.place, clock });
      await writeTo(other);
    }
    await assert.rejects(moveLedger(plan), { code: 'LEDGER_IN_USE', message: /a ledger already: 1 rows in event/ });
    await using elsewhere = await createDatabase('empty');
    await assert.rejects(callOffMove({ ...plan, to: elsewhere.place }), { code: 'LEDGER_MOVED' }, 'it goes elsewhere');
    assert.equal(await callOffMove(plan), 'untouched');
    await writeTo(ledger);
    await database.run('delete from event');
    assert.ok(await moveLedger(plan));
  });

  test('does not count as moved when a single value arrived as another one', async () => {
    await using institution = await startInstitution();
    await putUnderWay(institution);
    await using database = await createDatabase('empty');
    const plan = planOf(institution, database.place);
    {
      await using made = await openLedger({ ...plan.to, clock: plan.clock });
      assert.ok(made.migrated.length > 0);
    }
    await database.run(`create function spoil() returns trigger language plpgsql as $$
      begin new.detail := 'other'; return new; end $$`);
    await database.run(
      'create trigger spoil before insert on event for each row when (new.id = 1) execute function spoil()',
    );
    await assert.rejects(moveLedger({ ...plan, ...QUIETLY }), /event did not arrive as it was/);
    await database.run('drop trigger spoil on event');
    await assert.rejects(writeTo(institution.ledger), /the ledger has moved/);
    assert.equal(await callOffMove(plan), 'emptied');
    await writeTo(institution.ledger);
    assert.deepEqual(await database.run('select count(*)::int as rows from event'), [{ rows: 0 }]);
    assert.ok(await moveLedger({ ...plan, ...QUIETLY }));
  });
});

describe('a move whose new place goes away half-way', () => {
  test('is taken back without it, and what has arrived there cannot be used', async () => {
    await using institution = await startInstitution();
    await putUnderWay(institution);
    await using database = await createDatabase('empty');
    await using line = await startTcpProxy(database.place.hosts[0]?.port ?? 0);
    const to: MovePlan['to'] = { ...database.place, hosts: [{ host: '127.0.0.1', port: line.port }] };
    const plan = { ...planOf(institution, to), ...QUIETLY };
    const gone = new Error('gone');
    const leave = () => {
      throw gone;
    };
    await assert.rejects(moveLedger({ ...plan, onVerified: leave }), gone);
    await line.refuse();
    assert.equal(await callOffMove(plan), 'unreachable');
    await writeTo(institution.ledger);
    await line.admit();
    await assert.rejects(openLedger({ ...to, clock: plan.clock }), { code: 'LEDGER_MOVED' });
    await assert.rejects(moveLedger(plan), { code: 'LEDGER_IN_USE', message: /in a move that is not this one/ });
    assert.equal(await callOffMove(plan), 'untouched');
    await writeTo(institution.ledger);
  });
});

async function writeTo(ledger: Ledger): Promise<void> {
  await ledger.transaction((tx) => tx.record({ kind: 'request.unknown' }));
}

const EVENTS = 60_000;

/** An installation whose ledger is in a file, with a long audit trail, and whose settings say PostgreSQL from now on. */
async function installWithTrail(folder: TempFolder, url: string): Promise<Installation> {
  const installation = await install({
    folder: folder.path,
    systems: embeddedSystems({ host: '127.0.0.1', port: 25 }),
  });
  const made = await runJeton(['migrate', '--config', installation.config]);
  assert.equal(made.code, 0, made.stderr);
  const database = new DatabaseSync(installation.ledger);
  database.exec(`with recursive n (i) as (select 1 union all select i + 1 from n where i < ${EVENTS})
    insert into event (at, kind, detail) select i, 'request.unknown', '{"address":"…"}' from n`);
  database.close();
  const settings = await readFile(installation.config, 'utf8');
  await writeFile(installation.config, settings.replace(/^ledger: .*$/m, `ledger: ${url}`));
  return installation;
}

test('the command is killed half-way: neither place can be used until it is run again, or called off', async () => {
  await using folder = await createTempFolder();
  await using database = await createDatabase('empty');
  const installation = await installWithTrail(folder, urlOf(database.place));
  const config = ['--config', installation.config];
  const from = ['migrate', '--from', `sqlite:${installation.ledger}`, ...config];
  const arrived = async () => {
    const [row] = await database.run('select count(*)::int as rows from event').catch(() => []);
    return Number(row?.['rows'] ?? 0);
  };
  const killHalfway = async () => {
    const child = startJeton(from);
    const exited = once(child, 'exit');
    await until(async () => ((await arrived()) >= 1000 ? true : undefined), { missing: 'rows', patienceMs: 60_000 });
    child.kill('SIGKILL');
    await exited;
    const rows = await arrived();
    assert.ok(rows > 0 && rows < EVENTS, `killed after ${rows} rows`);
    return rows;
  };

  await killHalfway();
  const shown = await runJeton(['show', '1', ...config]);
  assert.equal(shown.code, 4);
  assert.match(shown.stderr, /LEDGER_MOVED: the ledger of .*jeton\.db is on its way to this place/);
  const calledOff = await runJeton([...from, '--call-off']);
  assert.equal(calledOff.code, 0, calledOff.stderr);
  assert.equal(await arrived(), 0);

  const rows = await killHalfway();
  const finished = await runJeton(from);
  assert.equal(finished.code, 0, finished.stderr);
  assert.match(finished.stdout, new RegExp(`^event: ${rows} of ${EVENTS}$`, 'm'), 'it goes on where it was');
  assert.match(finished.stdout, new RegExp(`^event: ${EVENTS} rows, the same on both sides`, 'm'));
  assert.match(finished.stdout, /moved; start the service$/m);
  const again = await runJeton(from);
  assert.match(again.stdout, /had been moved before/);
  const checked = await runJeton(['check', ...config]);
  assert.match(checked.stdout, /^ok {4}ledger: postgres:\/\/postgres@127\.0\.0\.1:\d+\/jeton_\w+: read and written/m);
  const rotated = await runJeton(['keys', 'rotate', ...config]);
  assert.equal(rotated.code, 0, rotated.stderr);
  const nobody = await runJeton(['show', '1', ...config]);
  assert.match(nobody.stderr, /knows of no reset for 1/);
});

/** Everything that a ledger holds, in one text. */
async function contentsOf(place: LedgerPlace): Promise<string> {
  await using ledger = await openLedger({ ...place, clock: systemClock, evenMarked: true });
  const digests = [];
  for (const table of TABLES) digests.push(await digestTable(ledger.db, table));
  return digests.map(({ rows, sum }) => `${rows} ${sum}`).join('\n');
}

async function isEmpty(place: LedgerPlace): Promise<boolean> {
  return !/^[^0]/m.test(await contentsOf(place));
}

async function isUsable(place: LedgerPlace): Promise<boolean> {
  try {
    await using ledger = await openLedger({ ...place, clock: systemClock });
    await ledger.transaction(({ db }) => db.selectFrom('event').select('id').limit(1).execute());
    return true;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'LEDGER_MOVED') return false;
    throw thrown;
  }
}

/** A ledger of its own with all that a small institution has under way, and settings that say where it is to go. */
async function copyTo(folder: TempFolder, original: string, database: TestDatabase) {
  const name = randomUUID();
  const [path, config] = [folder.file(`${name}.db`), folder.file(`${name}.yaml`)];
  await cp(original, path);
  const settings = await readFile(folder.file('jeton.yaml'), 'utf8');
  await writeFile(config, settings.replace(/^ledger: .*$/m, `ledger: ${urlOf(database.place)}`));
  const plan: MovePlan = { from: { engine: 'sqlite', path }, to: database.place, clock: systemClock };
  return { plan, line: ['migrate', '--from', `sqlite:${path}`, '--config', config] };
}

/** About fifty processes, one after the other. */
const DEATHS_MS = 300_000;
const DEATH = new URL('../support/death-preload.ts', import.meta.url).href;

/** Whether a command line was killed after so many commits; otherwise it came to its end. */
async function runToDeath(line: readonly string[], commits: number): Promise<boolean> {
  const child = startJeton(line, { JETON_TEST_COMMITS: String(commits) }, DEATH);
  await once(child, 'exit');
  return child.signalCode === 'SIGKILL';
}

const EVERY_DEATH =
  'killed after any of its commits, the command goes on or is taken back, and nothing is lost or there twice';

test(EVERY_DEATH, { timeout: DEATHS_MS }, async () => {
  await using folder = await createTempFolder();
  await install({ folder: folder.path, systems: embeddedSystems({ host: '127.0.0.1', port: 25 }) });
  const original = folder.file('original.db');
  {
    await using institution = await startInstitution();
    await putUnderWay(institution);
    await sql`vacuum into ${original}`.execute(institution.ledger.db);
  }
  const contents = await contentsOf({ engine: 'sqlite', path: original });
  for (let [commits, isOver] = [1, false]; !isOver; commits += 1) {
    await using database = await createDatabase('empty');
    const { plan, line } = await copyTo(folder, original, database);
    const { from, to } = plan;
    const where = `killed after ${commits} commits`;
    assert.ok(await runToDeath(line, commits), `${where}: it has more of them`);
    assert.equal(await contentsOf(from), contents, where);
    isOver = (await isUsable(to)) && !(await isEmpty(to));
    if (!isOver && commits % 2 === 1) await takeBack(plan, { line, commits });
    assert.equal(await moveLedger({ ...plan, ...QUIETLY }), !isOver, where);
    assert.equal(await contentsOf(to), contents, where);
    assert.deepEqual([await isUsable(from), await isUsable(to)], [false, true], where);
  }
});

/** Takes a move back, with a death on the way; the first two commits open both sides. */
async function takeBack(plan: MovePlan, { line, commits }: { line: readonly string[]; commits: number }) {
  const { from, to } = plan;
  const where = `killed after ${commits} commits`;
  if (!(await isUsable(from))) await runToDeath([...line, '--call-off'], 3 + (commits % 3));
  if (!(await isUsable(from))) {
    assert.ok(!(await isUsable(to)) || (await isEmpty(to)), `${where}, and as it was taken back`);
    await callOffMove(plan);
  }
  assert.ok((await isUsable(from)) && (await isEmpty(to)), where);
}

test('the command waits for the service to stop, and the service does not start at the old place any more', async () => {
  await using folder = await createTempFolder();
  await using database = await createDatabase('empty');
  const installation = await install({
    folder: folder.path,
    systems: embeddedSystems({ host: '127.0.0.1', port: 25 }),
  });
  const config = folder.file('moved.yaml');
  const settings = await readFile(installation.config, 'utf8');
  await writeFile(config, settings.replace(/^ledger: .*$/m, `ledger: ${urlOf(database.place)}`));
  const line = ['migrate', '--from', `sqlite:${installation.ledger}`, '--config', config];
  {
    await using service = await serve(installation);
    const refused = await runJeton(line);
    assert.equal(refused.code, 4, refused.stdout);
    assert.match(refused.stderr, /LEDGER_IN_USE: programs may still run: \S+ \(.*; stop them first/);
    assert.equal((await fetch(`${installation.management}/readyz`)).status, 200, 'it works on');
    assert.equal(await service.stop(), 0);
  }
  const moved = await runJeton(line);
  assert.equal(moved.code, 0, moved.stderr);
  await assert.rejects(
    serve(installation),
    /LEDGER_MOVED: the ledger has moved to postgres:.*`ledger` in the settings/,
  );
  await using service = await serve({ ...installation, config });
  assert.equal(await service.stop(), 0);
});
