import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LedgerPlace } from '../../src/ledger/place.ts';
import { createDatabase } from './postgres-databases.ts';
import { createTempFolder } from './temp-folder.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Every engine that keeps a ledger. */
export const ENGINES = ['sqlite', 'postgres'] as const satisfies readonly LedgerPlace['engine'][];

let engine: LedgerPlace['engine'] = 'sqlite';

/** The engine that the tests of this process run on. */
export function currentEngine(): LedgerPlace['engine'] {
  return engine;
}

/** A room for one ledger; disposing removes all of it. */
export interface LedgerRoom extends AsyncDisposable {
  readonly place: LedgerPlace;
}

/** @param content `empty`: not even its tables; a ledger of this version unless said */
export async function createRoom(content: 'empty' | 'ledger' = 'ledger'): Promise<LedgerRoom> {
  if (engine === 'postgres') return await createDatabase(content);
  const folder = await createTempFolder('jeton-ledger-');
  return {
    place: { engine: 'sqlite', path: folder.file('jeton.db'), durable: false },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** For tests of what one engine alone has. */
export function only(name: LedgerPlace['engine']): { readonly skip: string | false } {
  return { skip: engine === name ? false : `${name} alone` };
}

/** Runs test files once more, in this process, on another engine than SQLite. */
export async function runAgainOn(name: LedgerPlace['engine'], patterns: readonly string[]): Promise<void> {
  engine = name;
  const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).sort();
  if (files.length === 0) throw new Error(`no test file matches ${patterns.join(', ')}`);
  // As one module, so that the first tests do not end before the last file is there: the runner would think it is over.
  const imports = files.map((file) => `import ${JSON.stringify(pathToFileURL(join(ROOT, file)).href)};`);
  await import(`data:text/javascript,${encodeURIComponent(imports.join('\n'))}`);
}
