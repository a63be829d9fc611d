import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../src/platform/errors.ts';
import type { Installation, RunningJeton } from './jeton.ts';
import type { LedgerAtRest } from './ledger-at-rest.ts';
import { readNameless, showFamily } from './process-traces.ts';

/** Everything of a running service that others than itself may come to see. */
export interface Traced {
  readonly installation: Installation;
  readonly ledger: LedgerAtRest;
  readonly jeton: RunningJeton;
  /** Where the service puts temporary files. */
  readonly temporary: string;
}

/**
 * Copies what lies about at this moment: the files of the installation, of the ledger and of the temporary folder with their
 * names, files without one, backups, the log, and what the system shows of the process and of those that it has started.
 * @param moment part of the names that finds are reported by
 */
export async function takeTraces(traced: Traced, moment: string): Promise<Map<string, Buffer>> {
  const { installation, ledger, jeton, temporary } = traced;
  const traces = new Map<string, Buffer>();
  const note = (place: string, bytes: Buffer): void => void traces.set(`${place} (${moment})`, bytes);
  const noteAll = (places: ReadonlyMap<string, Buffer>): void => {
    for (const [place, bytes] of places) note(place, bytes);
  };
  noteAll(await showFamily(jeton.pid));
  noteAll(await readNameless(jeton.pid));
  noteAll(await ledger.takeBackups(installation));
  for (const folder of [installation.folder, temporary, ...ledger.folders]) noteAll(await readAll(folder));
  note('the log', Buffer.from(jeton.log()));
  return traces;
}

async function readAll(folder: string): Promise<Map<string, Buffer>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = new Map<string, Buffer>([
    [`names in ${folder}`, Buffer.from(names.map(({ name }) => name).join('\n'))],
  ]);
  for (const entry of names.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const bytes = await readIfThere(path);
    if (bytes !== undefined) found.set(path, bytes);
  }
  return found;
}

/** A server removes files of its own while they are looked at. */
async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}
