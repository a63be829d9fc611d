import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** What the system shows of a process and of all that it has started: proc(5), `cmdline` and `environ`. */
export async function showFamily(pid: number): Promise<Map<string, Buffer>> {
  const shown = new Map<string, Buffer>();
  for (const each of familyOf(pid)) {
    for (const name of ['cmdline', 'environ']) {
      // One that has ended meanwhile shows nothing.
      const bytes = await readFile(`/proc/${each}/${name}`).catch(() => Buffer.alloc(0));
      if (bytes.length > 0) shown.set(`${name} of ${each} (${nameOf(each)})`, bytes);
    }
  }
  return shown;
}

/** Files that a process has open and that have no name any more, as temporary ones often are. */
export async function readNameless(pid: number): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const name of readdirSync(`/proc/${pid}/fd`)) {
    const path = `/proc/${pid}/fd/${name}`;
    const target = linkOf(path);
    if (target?.startsWith('/') === true && target.endsWith(' (deleted)')) found.set(target, await readFile(path));
  }
  return found;
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** A process and its descendants. */
function familyOf(pid: number): readonly number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(Number(name))]),
  );
  const family = [pid];
  for (const member of family) family.push(...[...parents.keys()].filter((each) => parents.get(each) === member));
  return family;
}

function parentOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // What follows the name, which may hold anything: the state, then the parent.
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return 'ended';
  }
}
