import process from 'node:process';
import { stat } from 'node:fs/promises';
import type { Settings } from '../config/settings.ts';
import { messageOf } from '../platform/errors.ts';
import { readKeys } from '../platform/keys.ts';
import { readPublicKeys } from '../platform/public-keys.ts';
import type { CheckLine } from '../systems/directory.ts';
import { mayRead } from './role.ts';

type Files = Pick<Settings, 'keysFile' | 'publicKeysFile'>;

/** Others than the owner may read or write it. */
const OPEN_TO_OTHERS = 0o077;
/** Anybody may do something with it. */
const OPEN_TO_ALL = 0o007;

/** The keys file: there, whole, and its owner's alone; and what was made of it for web processes still fits. */
export async function checkKeys({ keysFile, publicKeysFile }: Files): Promise<readonly CheckLine[]> {
  try {
    const { seal } = await readKeys(keysFile);
    const what = `${keysFile}: sealing key ${seal[0].id}, ${seal.length - 1} older`;
    const handedOut = (await mayRead(publicKeysFile)) ? await checkHandedOut(publicKeysFile, seal[0].id) : [];
    return [{ level: 'ok', what }, ...(await checkOwner(keysFile)), ...handedOut];
  } catch (thrown) {
    const mend = 'on a new installation, make it with `jeton keys new`; otherwise restore it, or its rights';
    return [{ level: 'failure', what: messageOf(thrown).replace(/; make one with .*$/, ''), mend }];
  }
}

async function checkHandedOut(file: string, newest: string): Promise<readonly CheckLine[]> {
  try {
    const { seal } = await readPublicKeys(file);
    if (seal.id === newest) return await checkOwner(file);
    const what = `${file}: web processes seal with ${seal.id}, which is not the newest key`;
    return [{ level: 'warning', what, mend: 'run `jeton keys public`, bring the file to them and restart them' }];
  } catch (thrown) {
    return [{ level: 'warning', what: messageOf(thrown), mend: 'run `jeton keys public`' }];
  }
}

/** What a web process reads; what opens should not even be in its reach. */
export async function checkPublicKeys({ keysFile, publicKeysFile }: Files): Promise<readonly CheckLine[]> {
  try {
    const { seal } = await readPublicKeys(publicKeysFile);
    const lines = [{ level: 'ok', what: `${publicKeysFile}: seals with ${seal.id}, opens nothing` } as const];
    return [...lines, ...(await checkOwner(publicKeysFile)), ...(await checkReach(keysFile))];
  } catch (thrown) {
    const [what = '', mend = ''] = messageOf(thrown).split(/[;:] (?=write it with )/);
    return [{ level: 'failure', what, mend }];
  }
}

async function checkReach(keysFile: string): Promise<readonly CheckLine[]> {
  if (!(await mayRead(keysFile))) return [];
  const what = `${keysFile}, which opens what is under way, is within reach of whoever gets into a web process`;
  return [{ level: 'warning', what, mend: 'keep it off this machine, or give it to another user than the web’s' }];
}

/** Files of passwords and the like: a group may read them, nobody else. */
export async function checkSecretFiles(files: Iterable<string>): Promise<readonly CheckLine[]> {
  const lines: CheckLine[] = [];
  for (const file of files) {
    const { mode } = await stat(file);
    if ((mode & OPEN_TO_ALL) === 0) continue;
    const what = `${file} holds a secret, and every user of this machine may read or write it`;
    lines.push({ level: 'warning', what, mend: `chmod 600 ${file}` });
  }
  return lines;
}

/** A file that is to be its owner's alone, and the owner the user that runs Jeton. */
export async function checkOwner(file: string): Promise<readonly CheckLine[]> {
  const { mode, uid } = await stat(file);
  const lines: CheckLine[] = [];
  if ((mode & OPEN_TO_OTHERS) !== 0) {
    const what = `${file} is open to others than its owner`;
    lines.push({ level: 'warning', what, mend: `chmod 600 ${file}` });
  }
  if (process.getuid !== undefined && process.getuid() !== uid) {
    const what = `${file} belongs to another user than the one that runs this check`;
    lines.push({ level: 'warning', what, mend: 'run jeton as the user that runs the service' });
  }
  return lines;
}
