import { AppError } from '../platform/errors.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';
import { hasTable } from './dialects.ts';
import { markIn, refuseMark } from './marks.ts';
import type { Db } from './schema.ts';

/** Where a ledger stands, as a program with its own list of steps sees it. */
export interface Steps {
  /** Not taken yet; the next start takes them. */
  readonly expand: readonly Migration[];
  /** Not taken yet; they wait for `jeton migrate --contract`. */
  readonly contract: readonly Migration[];
  /** Taken by newer programs, and nothing that keeps this one from working. */
  readonly beyond: readonly string[];
}

/** As operators read it: `0001-foundation`. */
export function stepName({ version, name }: Pick<Migration, 'version' | 'name'>): string {
  return `${String(version).padStart(4, '0')}-${name}`;
}

/** The newest step that a program with this list knows. */
export function newestOf(migrations: readonly Migration[]): number {
  return Math.max(0, ...migrations.map(({ version }) => version));
}

/** What one must know to use a ledger in which this step was taken; 0 for whatever leaves older programs alone. */
export function needsOf(step: Migration): number {
  return step.phase === 'contract' ? (step.needs ?? step.version) : 0;
}

/**
 * Looks at where the ledger stands; changes nothing.
 * @param evenMarked for whoever moves it
 * @throws AppError LEDGER_NEWER when a newer Jeton took away what this one needs; LEDGER_MOVED
 */
export async function findSteps(
  db: Db,
  migrations: readonly Migration[] = MIGRATIONS,
  { evenMarked = false }: { readonly evenMarked?: boolean } = {},
): Promise<Steps> {
  const all = await findTaken(db);
  const mark = markIn(all);
  if (mark !== undefined && !evenMarked) refuseMark(mark);
  const taken = mark === undefined ? all : all.slice(0, -1);
  assertUsable(taken, migrations);
  const pending = migrations.filter(({ version }) => !taken.some((step) => step.version === version));
  const newest = newestOf(migrations);
  return {
    expand: pending.filter(({ phase }) => phase === 'expand'),
    contract: pending.filter(({ phase }) => phase === 'contract'),
    beyond: taken.filter(({ version }) => version > newest).map(stepName),
  };
}

interface Taken {
  readonly version: number;
  readonly name: string;
  /** Absent until step 2 has been taken. */
  readonly needs?: number;
}

async function findTaken(db: Db): Promise<readonly Taken[]> {
  if (!(await hasTable(db, 'migration'))) return [];
  // All columns, since `needs` may not be there yet.
  return await db.selectFrom('migration').selectAll().orderBy('version').execute();
}

function assertUsable(taken: readonly Taken[], migrations: readonly Migration[]): void {
  const needs = Math.max(0, ...taken.map((step) => step.needs ?? 0));
  const newest = newestOf(migrations);
  if (needs <= newest) return;
  const what = `the ledger is for programs of version ${needs} and later, and this Jeton is of version ${newest}`;
  throw new AppError('LEDGER_NEWER', `${what}; install the newer Jeton`);
}
