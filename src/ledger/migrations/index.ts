import type { Db } from '../schema.ts';
import { foundation } from './0001-foundation.ts';

/** One step of the ledger's schema. Steps are only ever appended; one that has been released is never edited. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly up: (db: Db) => Promise<void>;
}

export const MIGRATIONS: readonly Migration[] = [{ version: 1, name: 'foundation', up: foundation }];
