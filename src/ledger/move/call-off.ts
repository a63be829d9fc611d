import { sql } from 'kysely';
import { AppError } from '../../platform/errors.ts';
import { takeTime } from '../dialects.ts';
import type { Ledger } from '../ledger.ts';
import { type Mark, findMark, refuseMark, removeMark, writeMark } from '../marks.ts';
import { describePlace } from '../place.ts';
import { thaw } from './freeze.ts';
import { type MovePlan, openSource, openTarget } from './sides.ts';
import { TABLES } from './tables.ts';

/** What a move that is taken back leaves at the place where it went. */
export type NewPlace =
  | 'emptied'
  /** Nothing of it had arrived. */
  | 'untouched'
  /** What has arrived there keeps its mark: nobody can use it. */
  | 'unreachable';

/**
 * Takes a move back that has not come to its end: the new place is emptied, and the old one is good again. May be killed at
 * any moment, and called again.
 * @returns what became of the new place
 * @throws AppError LEDGER_MOVED when it has moved, or is on its way to another place
 */
export async function callOffMove(plan: MovePlan): Promise<NewPlace> {
  await using source = await openSource(plan);
  const mark = await findMark(source.db);
  if (mark === undefined) throw new AppError('USAGE', `${plan.from.path} is not on its way to anywhere`);
  if (mark.place !== describePlace(plan.to)) refuseMark(mark);
  const left = await emptyTarget(plan, source, mark);
  await source.transaction(async ({ db }) => {
    await thaw(db);
    await removeMark(db);
  });
  return left;
}

async function emptyTarget(plan: MovePlan, source: Ledger, mark: Mark): Promise<NewPlace> {
  const opened = await openTarget(plan).catch((thrown: unknown) => {
    // As long as the old place is not marked as left, the new one is marked as arriving, and nobody works with it.
    if (mark.kind === 'leaving' && thrown instanceof AppError && thrown.code === 'LEDGER_UNAVAILABLE') return undefined;
    throw thrown;
  });
  if (opened === undefined) return 'unreachable';
  await using target = opened;
  const arriving = await findMark(target.db);
  if (mark.kind === 'left' && arriving?.move !== mark.move) {
    const what = `the move to ${mark.place} has come to its end and cannot be called off any more`;
    throw new AppError('LEDGER_MOVED', `${what}; the ledger is there now, and the file is a copy of before`);
  }
  // First of all, since the mark that says that the move has not come to its end goes with what has arrived.
  await source.transaction(({ db }) => writeMark(db, { ...mark, kind: 'leaving' }, plan.clock.now()));
  if (arriving?.move !== mark.move) return 'untouched';
  await target.transaction(async ({ db }) => {
    await takeTime(db);
    for (const { name } of TABLES.toReversed()) await sql`delete from ${sql.table(name)}`.execute(db);
    await removeMark(db);
  });
  return 'emptied';
}
