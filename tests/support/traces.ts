import { existsSync } from 'node:fs';
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync, backup } from 'node:sqlite';
import type { Installation, RunningJeton } from './jeton.ts';

/** Everything of a running service that others than itself may come to see. */
export interface Traced {
  readonly installation: Installation;
  readonly jeton: RunningJeton;
  /** Where the service puts temporary files. */
  readonly temporary: string;
}

/**
 * Copies what lies about at this moment: the files of the installation and of the temporary folder with their names, two
 * kinds of backups, the log, and what the system shows of the process.
 * @param moment part of the names that finds are reported by
 */
export async function takeTraces(
  { installation, jeton, temporary }: Traced,
  moment: string,
): Promise<Map<string, Buffer>> {
  const traces = new Map<string, Buffer>();
  const note = (place: string, bytes: Buffer): void => void traces.set(`${place} (${moment})`, bytes);
  for (const folder of [installation.folder, temporary]) {
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    note(`names in ${folder}`, Buffer.from(names.map(({ name }) => name).join('\n')));
    for (const entry of names) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) note(path, await readFile(path));
    }
  }
  note('a copy by VACUUM INTO', await copyByVacuum(installation));
  note('a copy by the backup interface', await copyByBackup(installation));
  note('the log', Buffer.from(jeton.log()));
  for (const name of ['cmdline', 'environ']) {
    const path = `/proc/${jeton.pid}/${name}`;
    if (existsSync(path)) note(path, await readFile(path));
  }
  return traces;
}

async function copyByVacuum({ ledger, folder }: Installation): Promise<Buffer> {
  const copy = join(folder, 'vacuum.db');
  const database = new DatabaseSync(ledger, { readOnly: true, timeout: 5000 });
  try {
    database.prepare('vacuum into ?').run(copy);
    return await readFile(copy);
  } finally {
    database.close();
    await rm(copy, { force: true });
  }
}

async function copyByBackup({ ledger, folder }: Installation): Promise<Buffer> {
  const copy = join(folder, 'backup.db');
  const database = new DatabaseSync(ledger, { readOnly: true, timeout: 5000 });
  try {
    await backup(database, copy);
    return await readFile(copy);
  } finally {
    database.close();
    await rm(copy, { force: true });
  }
}
