import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Clock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import type { Ledger } from '../ledger.ts';
import { type Mark, findMark, refuseMark, removeMark, writeMark } from '../marks.ts';
import { assertNoneElse, contract } from '../migrate.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { describePlace } from '../place.ts';
import { findSteps } from '../steps.ts';
import { type Progress, copyTable, findArrived } from './copy.ts';
import { type Digest, digestTable } from './digest.ts';
import { freeze } from './freeze.ts';
import { type MovePlan, type Sides, openSides } from './sides.ts';
import { type MovedTable, TABLES, countRows } from './tables.ts';

export interface Moving extends MovePlan {
  readonly onProgress: (progress: Progress) => void;
  readonly onVerified: (table: MovedTable['name'], digest: Digest) => void;
}

/**
 * Moves a ledger: copies what is in it, compares both sides, and leaves the old one marked as moved. May be killed at any
 * moment, and goes on where it was when it is called again.
 * @returns false when it had been moved before
 * @throws AppError LEDGER_DIFFERS, LEDGER_IN_USE, LEDGER_MOVED, LEDGER_UNAVAILABLE
 */
export async function moveLedger(moving: Moving): Promise<boolean> {
  await using sides = await openSides(moving);
  const { source, target } = sides;
  const mark = (await findMark(source.db)) ?? newMark(moving);
  if (mark.place !== describePlace(moving.to)) refuseMark(mark);
  const arriving = await findMark(target.db);
  if (mark.kind === 'left' && arriving?.move !== mark.move) return false;
  await takeHold(moving, sides, mark);
  const copying = { source: source.db, target, onProgress: moving.onProgress };
  for (const each of await findArrived(target)) await copyTable(copying, each);
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
    if (there !== undefined) refuseArriving(there);
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
  // Chains that were begun and are empty give way to those that arrive.
  await sql`delete from event_chain where not exists (select 1 from event)`.execute(db);
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
    throw new AppError('LEDGER_DIFFERS', `${what}; take the move back with --call-off, and try again`);
  }
  onVerified(table.name, after);
}

/** @throws AppError: something else arrives there, or what was taken back while that place could not be reached. */
function refuseArriving(there: Mark): never {
  if (there.kind !== 'arriving') refuseMark(there);
  const what = `a ledger has begun to arrive there from ${there.place}, in a move that is not this one`;
  throw new AppError('LEDGER_IN_USE', `${what}; name a database that is empty`);
}
