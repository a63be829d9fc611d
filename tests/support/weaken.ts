import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import type { Edit } from '../attacks/weakened/edit.ts';

/**
 * Runs before a program and makes the product weaker as it is read: JETON_TEST_WEAKENED holds the edits, as JSON. A piece of
 * text that is not there exactly once is a fault, so that no edit goes stale unseen.
 */
const ROOT = join(import.meta.dirname, '../..');
const edits = JSON.parse(process.env['JETON_TEST_WEAKENED'] ?? '[]') as readonly Edit[];
const byUrl = Map.groupBy(edits, ({ file }) => pathToFileURL(join(ROOT, file)).href);

function weaken(source: string, ofFile: readonly Edit[]): string {
  let text = source;
  for (const { file, from, to } of ofFile) {
    if (text.split(from).length !== 2) throw new Error(`${file} does not hold exactly once: ${from}`);
    text = text.replace(from, () => to);
  }
  return text;
}

registerHooks({
  load(url, context, nextLoad) {
    const ofFile = byUrl.get(url);
    if (ofFile === undefined) return nextLoad(url, context);
    const source = weaken(readFileSync(fileURLToPath(url), 'utf8'), ofFile);
    return { format: 'module-typescript', shortCircuit: true, source };
  },
});
