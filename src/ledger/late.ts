import type { Db } from './schema.ts';

/** Done at the end of what shares a commit, for all of it together. */
type LateWork = () => Promise<void>;

const gathering = new WeakMap<Db, LateWork[]>();

/** From now on {@link doLate} on this connection is kept for {@link workLate}. */
export function gatherLate(db: Db): void {
  gathering.set(db, []);
}

/** Has work done just before the commit. @returns false where nobody gathers it: then it is to be done now */
export function doLate(db: Db, work: LateWork): boolean {
  const gathered = gathering.get(db);
  gathered?.push(work);
  return gathered !== undefined;
}

/** Does what was gathered, and goes on gathering nothing. */
export async function workLate(db: Db): Promise<void> {
  const gathered = gathering.get(db) ?? [];
  gathering.delete(db);
  for (const work of gathered) await work();
}
