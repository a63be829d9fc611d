import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const EXAMPLES = join(ROOT, 'docs/examples');

/** What one of the example units tells systemd to do when the process ends by itself. */
export interface Unit {
  /** Exit codes after which it is not started again. */
  readonly final: readonly number[];
  /** How long it rests before it is started again, in milliseconds. */
  readonly restMs: number;
  /** What Node is told before it is told of Jeton. */
  readonly nodeOptions: readonly string[];
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
    nodeOptions: readNodeOptions(text),
  };
}

/** Between the program and the first module, over all the lines that end in a backslash. */
function readNodeOptions(text: string): readonly string[] {
  const [, options = ''] = /^ExecStart=\S+((?:[^\n]|\\\n)*?)--import/m.exec(text) ?? [];
  return options.split(/[\s\\]+/).filter((word) => word !== '');
}

/** Where an installation has what the operator's guide puts in /etc/jeton, /var/lib/jeton and /var/cache/jeton. */
export interface UnitPlaces {
  readonly settings: string;
  readonly state: string;
  readonly cache: string;
}

/** What jeton.service tells Node, with an installation's folders for those of the operator's guide. */
export async function unitOptions({ settings, state, cache }: UnitPlaces): Promise<readonly string[]> {
  const here = new Map([
    ['/opt/jeton*', join(ROOT, '*')],
    ['/etc/jeton', settings],
    ['/var/lib/jeton', state],
    ['/var/cache/jeton', cache],
  ]);
  const { nodeOptions } = await readUnit('jeton');
  return nodeOptions.map((option) => {
    const [flag = '', place = ''] = option.split('=');
    return here.has(place) ? `${flag}=${here.get(place)}` : option;
  });
}
