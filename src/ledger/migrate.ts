import { sql } from 'kysely';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { holdSchema } from './dialects.ts';
import type { Transacts } from './engine.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';
import { findProcesses, holdUse } from './processes.ts';
import type { Db } from './schema.ts';
import { findSteps, needsOf, stepName } from './steps.ts';

export interface MigrateOptions {
  readonly clock: Clock;
  /** The steps that this program knows; those of this version unless said. */
  readonly migrations?: readonly Migration[];
  /** Also while it moves to another place; for whoever moves it. */
  readonly evenMarked?: boolean;
}

/**
 * Takes every step that leaves older programs alone, all or none.
 * @returns the names of the steps that were taken
 * @throws AppError LEDGER_NEWER
 */
export async function expand(ledger: Transacts, options: MigrateOptions): Promise<readonly string[]> {
  return await ledger.transaction(async ({ db: tx }) => {
    await holdSchema(tx);
    return await expandWithin(tx, options);
  });
}

async function expandWithin(
  tx: Db,
  { clock, migrations = MIGRATIONS, evenMarked = false }: MigrateOptions,
): Promise<readonly string[]> {
  const steps = await findSteps(tx, migrations, { evenMarked });
  await sql`create table if not exists migration (
    version integer primary key, name text not null, applied_at bigint not null
  )`.execute(tx);
  for (const step of steps.expand) await take(tx, step, clock);
  return steps.expand.map(stepName);
}

/**
 * Takes every step there is, those too that older programs cannot work with, all or none.
 * @returns the names of the steps that were taken
 * @throws AppError LEDGER_NEWER; LEDGER_IN_USE that names the older programs that may still run
 */
export async function contract(ledger: Transacts, options: MigrateOptions): Promise<readonly string[]> {
  const { clock, migrations = MIGRATIONS } = options;
  return await ledger.transaction(async ({ db: tx }) => {
    await holdSchema(tx);
    const expanded = await expandWithin(tx, options);
    const { contract: steps } = await findSteps(tx, migrations);
    await assertNoneElse(tx, clock.now(), Math.max(0, ...steps.map(needsOf)));
    for (const step of steps) await take(tx, step, clock);
    return [...expanded, ...steps.map(stepName)];
  });
}

/**
 * Nobody works with the ledger who knows no step as new as `needs`, nor begins to before the transaction ends.
 * @throws AppError LEDGER_IN_USE that names who may
 */
export async function assertNoneElse(tx: Db, now: number, needs = Number.POSITIVE_INFINITY): Promise<void> {
  await holdUse(tx);
  const older = (await findProcesses(tx, now)).filter(({ knows }) => knows < needs);
  if (older.length === 0) return;
  const list = older.map(({ id, role, version, seen_at }) => {
    return `${id} (${role}, Jeton ${version}, seen ${Math.max(0, Math.round((now - seen_at) / 1000))} s ago)`;
  });
  const [who, how] = Number.isFinite(needs) ? ['older programs', 'upgrade or stop'] : ['programs', 'stop'];
  const mend = `${how} them first; one that was killed is forgotten five minutes after it was last seen`;
  throw new AppError('LEDGER_IN_USE', `${who} may still run: ${list.join(', ')}; ${mend}`);
}

async function take(tx: Db, step: Migration, clock: Clock): Promise<void> {
  const { version, name } = step;
  await step.up(tx);
  const needs = needsOf(step);
  // The column comes with step 2 and says 0 by itself.
  const more = needs === 0 ? {} : { needs };
  await tx
    .insertInto('migration')
    .values({ version, name, applied_at: clock.now(), ...more })
    .execute();
}
