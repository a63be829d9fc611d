import { join } from 'node:path';
import { AppError, messageOf } from '../platform/errors.ts';
import { holdFile } from '../platform/hold-file.ts';

const FILE = 'in-use.lock';

/**
 * Keeps a folder for this process alone.
 * @throws AppError USAGE when another process has the folder, with what to do
 */
export function lockFolder(folder: string): Disposable {
  const held = hold(folder);
  if (held !== undefined) return held;
  const what = 'is in use by another demo; stop that one, or choose another folder';
  throw new AppError('USAGE', `--data ${folder}: ${what}`);
}

function hold(folder: string): Disposable | undefined {
  try {
    return holdFile(join(folder, FILE));
  } catch (cause) {
    throw new AppError('USAGE', `--data ${folder}: ${messageOf(cause)}`, { cause });
  }
}
