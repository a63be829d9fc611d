import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const EXAMPLES = join(import.meta.dirname, '../../docs/examples');

/** What one of the example units tells systemd to do when the process ends by itself. */
export interface Unit {
  /** Exit codes after which it is not started again. */
  readonly final: readonly number[];
  /** How long it rests before it is started again, in milliseconds. */
  readonly restMs: number;
}

export async function readUnit(name: 'jeton' | 'jeton-web' | 'jeton-courier'): Promise<Unit> {
  const text = await readFile(join(EXAMPLES, `${name}.service`), 'utf8');
  const wordsOf = (setting: string): readonly string[] => {
    const value = new RegExp(`^${setting}=(.+)$`, 'm').exec(text)?.[1];
    if (value === undefined) throw new Error(`${name}.service says nothing of ${setting}`);
    return value.split(' ');
  };
  return {
    final: wordsOf('RestartPreventExitStatus').map(Number),
    restMs: Number(wordsOf('RestartSec')[0]) * 1000,
  };
}
