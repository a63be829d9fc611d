import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first of these programs that is there: a path as it is, a name in PATH and where servers are kept (`/usr/sbin`). */
export function findProgram(...candidates: readonly string[]): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_FOLDERS].filter(
    (folder) => folder !== '',
  );
  return candidates
    .filter((candidate) => candidate !== '')
    .flatMap((candidate) => (isAbsolute(candidate) ? [candidate] : folders.map((folder) => join(folder, candidate))))
    .find(isExecutable);
}

/** The browser that tests drive: `CHROMIUM` in the environment, else Debian's, best without a window's furniture, else Chrome. */
export function findChromium(): string | undefined {
  const debian = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
  return findProgram(process.env['CHROMIUM'] ?? '', ...debian, '/usr/bin/google-chrome');
}

/** Where Debian keeps the programs of each version. */
const POSTGRES = '/usr/lib/postgresql';

/** A program of the newest PostgreSQL that is there. */
export function findPostgres(name: string): string | undefined {
  let versions: string[];
  try {
    versions = readdirSync(POSTGRES).sort((one, other) => Number(other) - Number(one));
  } catch {
    versions = [];
  }
  return findProgram(...versions.map((version) => join(POSTGRES, version, 'bin', name)), name);
}
