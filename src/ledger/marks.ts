import { AppError } from '../platform/errors.ts';
import type { Db } from './schema.ts';

/**
 * While a ledger moves from one place to another, both carry a mark, so that nobody works with either; the one that was
 * left keeps it. It stands among the steps, as one that no program knows: older versions refuse such a ledger too.
 */
const MARK = 1_000_000;

export interface Mark {
  readonly kind: 'leaving' | 'left' | 'arriving';
  /** The same on both sides. */
  readonly move: string;
  /** The other side, as operators know it. */
  readonly place: string;
}

interface Step {
  readonly version: number;
  readonly name: string;
}

const WRITTEN = /^(leaving|left|arriving) (\S+) (.*)$/s;

/** @param steps that were taken, with the mark if there is one */
export function markIn(steps: readonly Step[]): Mark | undefined {
  const written = steps.find(({ version }) => version === MARK)?.name;
  const [, kind, move, place] = WRITTEN.exec(written ?? '') ?? [];
  if (kind === undefined || move === undefined || place === undefined) return undefined;
  return { kind: kind as Mark['kind'], move, place };
}

export async function findMark(db: Db): Promise<Mark | undefined> {
  return markIn(await db.selectFrom('migration').select(['version', 'name']).where('version', '=', MARK).execute());
}

export async function writeMark(db: Db, { kind, move, place }: Mark, now: number): Promise<void> {
  await removeMark(db);
  const row = { version: MARK, name: `${kind} ${move} ${place}`, applied_at: now, needs: MARK };
  await db.insertInto('migration').values(row).execute();
}

export async function removeMark(db: Db): Promise<void> {
  await db.deleteFrom('migration').where('version', '=', MARK).execute();
}

/** @throws AppError LEDGER_MOVED */
export function refuseMark({ kind, place }: Mark): never {
  const ways = 'run `jeton migrate --from` again to finish, or with --call-off to take it back';
  switch (kind) {
    case 'left':
      throw new AppError('LEDGER_MOVED', `the ledger has moved to ${place}; \`ledger\` in the settings must say so`);
    case 'leaving':
      throw new AppError('LEDGER_MOVED', `the ledger is on its way to ${place}; ${ways}`);
    case 'arriving':
      throw new AppError('LEDGER_MOVED', `the ledger of ${place} is on its way to this place; ${ways}`);
  }
}
