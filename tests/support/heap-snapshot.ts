import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from './until.ts';

/** What a `node` needs for `takeHeapSnapshot`; strings are written in full, where V8 would cut them short. */
export function snapshotOptions(folder: string): readonly string[] {
  return ['--heapsnapshot-signal=SIGUSR2', `--diagnostic-dir=${folder}`, '--heap-snapshot-string-limit=10000000'];
}

/**
 * All that a process still holds: Node collects what nothing points at before it writes. The strings alone, one on each
 * line, as they are and not as JSON quotes them.
 * @param folder that of `snapshotOptions`; the snapshot is removed from it
 * @see https://nodejs.org/docs/latest-v24.x/api/cli.html#--heapsnapshot-signalsignal
 */
export async function takeHeapSnapshot(pid: number, folder: string): Promise<Buffer> {
  process.kill(pid, 'SIGUSR2');
  const look = async (): Promise<readonly string[] | undefined> => {
    const [name] = (await readdir(folder)).filter((each) => each.endsWith('.heapsnapshot'));
    return name === undefined ? undefined : await readWhole(join(folder, name));
  };
  const strings = await until(look, { missing: 'no heap snapshot', patienceMs: 60_000, lookMs: 200 });
  return Buffer.from(strings.join('\n'));
}

async function readWhole(path: string): Promise<readonly string[] | undefined> {
  const text = await readFile(path, 'utf8');
  if (!text.trimEnd().endsWith('}')) return undefined;
  try {
    const { strings } = JSON.parse(text) as { strings: readonly string[] };
    await rm(path);
    return strings;
  } catch (thrown) {
    // It is still being written.
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
