import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openLedger } from '../../src/ledger/ledger.ts';
import { callOffMove } from '../../src/ledger/move/call-off.ts';
import { digestTable } from '../../src/ledger/move/digest.ts';
import { moveLedger } from '../../src/ledger/move/move.ts';
import type { MovePlan } from '../../src/ledger/move/sides.ts';
import { TABLES } from '../../src/ledger/move/tables.ts';
import type { LedgerPlace } from '../../src/ledger/place.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { AppError } from '../../src/platform/errors.ts';
import { embeddedSystems } from '../support/embedded-systems.ts';
import { startInstitution } from '../support/institution.ts';
import { install, startJeton } from '../support/jeton.ts';
import { type TestDatabase, createDatabase, urlOf } from '../support/postgres-databases.ts';
import { type TempFolder, createTempFolder } from '../support/temp-folder.ts';
import { putUnderWay } from '../support/under-way.ts';

const QUIETLY = { onProgress: () => undefined, onVerified: () => undefined };

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
