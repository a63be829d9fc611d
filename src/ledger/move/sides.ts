import { stat } from 'node:fs/promises';
import type { Clock } from '../../platform/clock.ts';
import { AppError, messageOf } from '../../platform/errors.ts';
import { holdFile } from '../../platform/hold-file.ts';
import { type Ledger, openLedger } from '../ledger.ts';
import type { LedgerPlace, SqlitePlace } from '../place.ts';

export interface MovePlan {
  readonly from: SqlitePlace;
  readonly to: LedgerPlace;
  readonly clock: Clock;
}

/** The old ledger and the new one, even marked. */
export interface Sides extends AsyncDisposable {
  readonly source: Ledger;
  readonly target: Ledger;
}

export async function openSides(plan: MovePlan): Promise<Sides> {
  await using opened = new AsyncDisposableStack();
  const source = opened.use(await openSource(plan));
  const target = opened.use(await openTarget(plan));
  const stack = opened.move();
  return { source, target, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/**
 * The old one, for this process alone: nobody else moves it, or takes its move back, meanwhile.
 * @throws AppError LEDGER_UNAVAILABLE also when the file is not there: opening would make it; LEDGER_IN_USE
 */
export async function openSource({ from, clock }: MovePlan): Promise<Ledger> {
  await stat(from.path).catch((cause: unknown) => {
    throw new AppError('LEDGER_UNAVAILABLE', `${from.path}: ${messageOf(cause)}`, { cause });
  });
  await using opened = new AsyncDisposableStack();
  const hold = holdFile(`${from.path}-moving`);
  if (hold === undefined) throw new AppError('LEDGER_IN_USE', `${from.path} is being moved by another process`);
  opened.use(hold);
  const source = opened.use(await openLedger({ ...from, clock, evenMarked: true }));
  const stack = opened.move();
  return { ...source, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

export async function openTarget({ to, clock }: MovePlan): Promise<Ledger> {
  return await openLedger({ ...to, clock, evenMarked: true });
}
