import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** This version of Jeton, as its package says. */
export async function readVersion(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '../../package.json'), 'utf8');
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
}
