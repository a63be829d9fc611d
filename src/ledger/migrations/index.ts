import type { Db } from '../schema.ts';
import { foundation } from './0001-foundation.ts';
import { processes } from './0002-processes.ts';
import { trail } from './0003-trail.ts';
import { shortCodes } from './0004-short-codes.ts';

/**
 * One step of the ledger's schema. Steps are only ever appended; one that has been released is never edited. `expand`
 * adds, so that programs that do not know the step go on working: any start takes it. `contract` takes away what an
 * earlier step has made superfluous, once no program that needs it runs any more: `jeton migrate --contract`. An expand
 * step comes before the contract steps that wait, so it may not rely on them.
 */
export type Migration = {
  readonly version: number;
  readonly name: string;
  readonly up: (db: Db) => Promise<void>;
} & (
  | { readonly phase: 'expand' }
  | {
      readonly phase: 'contract';
      /** The newest step that a program must know to work without what is taken away; this one unless said. */
      readonly needs?: number;
    }
);

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: 'foundation', phase: 'expand', up: foundation },
  { version: 2, name: 'processes', phase: 'expand', up: processes },
  { version: 3, name: 'trail', phase: 'expand', up: trail },
  { version: 4, name: 'short-codes', phase: 'expand', up: shortCodes },
];
