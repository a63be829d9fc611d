import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A folder on a file system of its own that can be filled up. */
export interface SmallDisk extends Disposable {
  /** Writes until there is no space left. */
  fill(): void;
  /** Frees what `fill` took. */
  free(): void;
}

const BLOCK = 4096;

/** Mounts a small file system in memory at a folder; undefined where that is not allowed (not root, no Linux). */
export function mountSmallDisk(folder: string, size = '2m'): SmallDisk | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const ballast = join(folder, 'ballast');
  return {
    fill: () => fill(ballast),
    free: () => rmSync(ballast, { force: true }),
    [Symbol.dispose]: () => void execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' }),
  };
}

function fill(file: string): void {
  const handle = openSync(file, 'a');
  try {
    for (;;) writeSync(handle, Buffer.alloc(BLOCK));
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC')) throw thrown;
  } finally {
    closeSync(handle);
  }
}
