import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Clock } from '../../platform/clock.ts';
import { AppError, messageOf } from '../../platform/errors.ts';
import { type Ledger, openLedger } from '../ledger.ts';
import { type Mark, findMark, refuseMark, removeMark, writeMark } from '../marks.ts';
import { assertNoneElse, contract } from '../migrate.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { type LedgerPlace, type SqlitePlace, describePlace } from '../place.ts';
import { findSteps } from '../steps.ts';
import { type Progress, copyTable } from './copy.ts';
import { type Digest, digestTable } from './digest.ts';
import { freeze, thaw } from './freeze.ts';
import { type MovedTable, TABLES, countRows } from './tables.ts';

export interface MovePlan {
  readonly from: SqlitePlace;
  readonly to: LedgerPlace;
  readonly clock: Clock;
}

export interface Moving extends MovePlan {
  readonly onProgress: (progress: Progress) => void;
  readonly onVerified: (table: MovedTable['name'], digest: Digest) => void;
}

interface Sides extends AsyncDisposable {
  readonly source: Ledger;
  readonly target: Ledger;
}

async function openSides({ from, to, clock }: MovePlan): Promise<Sides> {
  await using opened = new AsyncDisposableStack();
  const source = opened.use(await openSource(from, clock));
  const target = opened.use(await openLedger({ ...to, clock, evenMarked: true }));
  const stack = opened.move();
  return { source, target, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Opening would make a file that is not there. */
async function openSource(from: SqlitePlace, clock: Clock): Promise<Ledger> {
  await stat(from.path).catch((cause: unknown) => {
    throw new AppError('LEDGER_UNAVAILABLE', `${from.path}: ${messageOf(cause)}`, { cause });
  });
  return await openLedger({ ...from, clock, evenMarked: true });
}

/**
 * Moves a ledger: copies what is in it, compares both sides, and leaves the old one marked as moved. May be killed at any
 * moment, and goes on where it was when it is called again.
 * @returns false when it had been moved before
 * @throws AppError LEDGER_IN_USE, LEDGER_MOVED, LEDGER_UNAVAILABLE
 */
export async function moveLedger(moving: Moving): Promise<boolean> {
  await using sides = await openSides(moving);
  const { source, target } = sides;
  const mark = (await findMark(source.db)) ?? newMark(moving);
  if (mark.place !== describePlace(moving.to)) refuseMark(mark);
  const arriving = await findMark(target.db);
  if (mark.kind === 'left' && arriving?.move !== mark.move) return false;
  await takeHold(moving, sides, mark);
  for (const table of TABLES) await copyTable({ source: source.db, target, onProgress: moving.onProgress }, table);
  for (const table of TABLES) await verify(moving, sides, table);
  const { clock } = moving;
  // In this order: between the two nobody can work with either, and never with both.
  await source.transaction(({ db }) => writeMark(db, { ...mark, kind: 'left' }, clock.now()));
  await target.transaction(({ db }) => removeMark(db));
  return true;
}

function newMark({ to }: MovePlan): Mark {
  return { kind: 'leaving', move: randomBytes(6).toString('hex'), place: describePlace(to) };
}

/** Marks both sides, unless they are. The new one must be empty, and nobody at work with the old one. */
async function takeHold({ from, clock }: MovePlan, { source, target }: Sides, mark: Mark): Promise<void> {
  await source.transaction(async ({ db }) => {
    if ((await findMark(db)) !== undefined) return;
    await assertNoneElse(db, clock.now());
    await writeMark(db, mark, clock.now());
    await freeze(db);
  });
  await catchUp({ source, target }, clock);
  await target.transaction(async ({ db }) => {
    const there = await findMark(db);
    if (there?.move === mark.move) return;
    if (there !== undefined) refuseMark(there);
    await assertNoneElse(db, clock.now());
    await assertEmpty(db);
    await writeMark(db, { kind: 'arriving', move: mark.move, place: describePlace(from) }, clock.now());
  });
}

/** What has been taken away on the old side is not needed on the new one either: only then are their tables alike. */
async function catchUp({ source, target }: Pick<Sides, 'source' | 'target'>, clock: Clock): Promise<void> {
  if ((await findMark(target.db)) !== undefined) return;
  const { contract: waiting } = await findSteps(source.db, MIGRATIONS, { evenMarked: true });
  if (waiting.length === 0) await contract(target, { clock });
}

async function assertEmpty(db: Ledger['db']): Promise<void> {
  for (const table of TABLES) {
    const rows = await countRows(db, table);
    if (rows === 0) continue;
    const mend = 'take the move back with --call-off, or name a database that is empty';
    throw new AppError('LEDGER_IN_USE', `there is a ledger already: ${rows} rows in ${table.name}; ${mend}`);
  }
}

async function verify({ onVerified }: Moving, { source, target }: Sides, table: MovedTable): Promise<void> {
  const [before, after] = await Promise.all([digestTable(source.db, table), digestTable(target.db, table)]);
  if (before.rows !== after.rows || before.sum !== after.sum) {
    const what = `${table.name} did not arrive as it was: ${before.rows} rows and ${after.rows}`;
    throw new AppError('LEDGER_UNAVAILABLE', `${what}; take the move back with --call-off, and try again`);
  }
  onVerified(table.name, after);
}

/**
 * Takes a move back that has not come to its end: the new place is emptied, and the old one is good again.
 * @throws AppError LEDGER_MOVED when it has
 */
export async function callOffMove(plan: MovePlan): Promise<void> {
  await using sides = await openSides(plan);
  const { source, target } = sides;
  const mark = await findMark(source.db);
  if (mark === undefined) throw new AppError('USAGE', `${plan.from.path} is not on its way to anywhere`);
  const arriving = await findMark(target.db);
  if (mark.kind === 'left' && arriving?.move !== mark.move) refuseMark(mark);
  if (arriving?.move === mark.move) {
    await target.transaction(async ({ db }) => {
      for (const { name } of TABLES.toReversed()) await sql`delete from ${sql.table(name)}`.execute(db);
      await removeMark(db);
    });
  }
  await source.transaction(async ({ db }) => {
    await thaw(db);
    await removeMark(db);
  });
}
