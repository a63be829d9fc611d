import { once } from 'node:events';
import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { parseArgs } from 'node:util';

/** `npm run fuzz [-- --inputs 1000000 --seed N]`: the properties of tests/fuzz with many inputs each. */
const HELP = `npm run fuzz [-- --inputs 1000000] [--seed N]: every parser, form and answer, with whatever comes

  --inputs N  so many in all, at the least; those that cost much get fewer each
  --seed N    the same inputs once more

Prints a line for each property: inputs, how many a second, and how much more it holds in memory at its end than half-way.
What breaks one is printed, shrunk to the smallest, and kept in fuzz-failure.txt. Exit code 1 then.`;

/** So many properties of the cheapest kind share the inputs; the others come on top. */
const CHEAP = 17;
const root = join(import.meta.dirname, '..');

interface Told {
  readonly inputs: number;
  readonly seconds: number;
  readonly grown: number;
}

function lineOf(name: string, { inputs, seconds, grown }: Told): string {
  const rate = `${Math.round(inputs / seconds)}/s`;
  const memory = `${grown < 0 ? '' : '+'}${(grown / 1024 / 1024).toFixed(1)} MiB`;
  return `${String(inputs).padStart(7)} ${rate.padStart(9)} ${memory.padStart(10)}  ${name}`;
}

async function fuzz(share: number, seed: number): Promise<number> {
  Object.assign(process.env, { JETON_FUZZ_SHARE: String(share), JETON_FUZZ_SEED: String(seed) });
  const files = globSync('tests/fuzz/**/*.test.ts', { cwd: root }).map((file) => join(root, file));
  const events = run({ files, concurrency: 2, execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'] });
  let [all, failures, last] = [0, 0, ''];
  // What a property has to tell comes right after it has passed.
  events.on('test:pass', ({ name }) => (last = name));
  events.on('test:diagnostic', ({ message }) => {
    if (!message.startsWith('fuzz ')) return;
    const told = JSON.parse(message.slice(5)) as Told;
    all += told.inputs;
    console.log(lineOf(last, told));
  });
  events.on('test:fail', ({ name, details }) => {
    const text = `${name}\nseed ${seed}\n${String(details.error.cause)}\n`;
    failures += 1;
    console.error(`FAIL  ${text}`);
    writeFileSync(join(root, 'fuzz-failure.txt'), text, { flag: 'a' });
  });
  await once(events.resume(), 'end');
  console.log(`${all} inputs, seed ${seed}: ${failures === 0 ? 'every property held' : `${failures} failed`}`);
  return failures === 0 ? 0 : 1;
}

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
if (values.help) console.log(HELP);
else if (!(inputs > 0) || !Number.isSafeInteger(seed)) {
  console.error(HELP);
  process.exitCode = 2;
} else process.exitCode = await fuzz(Math.ceil(inputs / CHEAP), seed);
