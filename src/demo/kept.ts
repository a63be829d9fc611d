import { readFile, rename, writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import { AppError, codeOf, messageOf } from '../platform/errors.ts';

/** A value that a JSON file keeps between runs. */
export interface Kept<T> {
  readonly value: T;
  /** Changes one after the other; resolves once the change is on the disk. */
  change(to: (value: T) => T): Promise<void>;
}

export interface KeptOptions<T> {
  /** Undefined: kept in memory alone. */
  readonly file: string | undefined;
  readonly format: z.ZodType<T>;
  /** What there is when there is no file yet. */
  readonly initial: () => T | Promise<T>;
}

const OWNER_ONLY = 0o600;

/** Opens the file, and makes it when it is not there. Meant for the few hundred entries of the demo: it is rewritten whole. */
export async function openKept<T>({ file, format, initial }: KeptOptions<T>): Promise<Kept<T>> {
  const stored = file === undefined ? undefined : await readStored(file, format);
  let value: T = stored === undefined ? await initial() : stored;
  let turn = Promise.resolve();
  const change = async (to: (value: T) => T): Promise<void> => {
    const next = to(value);
    if (file !== undefined) await replaceFile(file, JSON.stringify(next));
    value = next;
  };
  const kept: Kept<T> = {
    get value() {
      return value;
    },
    change(to) {
      const changed = turn.then(() => change(to));
      turn = changed.catch(() => undefined);
      return changed;
    },
  };
  if (stored === undefined) await kept.change((same) => same);
  return kept;
}

async function readStored<T>(file: string, format: z.ZodType<T>): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
  try {
    return format.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('DIRECTORY_FILE', `${file} is damaged; delete it to begin anew (${messageOf(cause)})`, {
      cause,
    });
  }
}

/** A crash leaves the old file or the new one. */
async function replaceFile(file: string, text: string): Promise<void> {
  const next = `${file}.new`;
  await writeFile(next, text, { mode: OWNER_ONLY, flush: true });
  await rename(next, file);
}
