import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** `npm run check`: everything that can be known without running the product. Slow ones first, so that two fit side by side. */
const STEPS: readonly (readonly [name: string, script: string, ...args: string[]])[] = [
  [
    'lint',
    'node_modules/eslint/bin/eslint.js',
    '--max-warnings=0',
    'src',
    'tests',
    'scripts',
    'bench',
    'eslint.config.ts',
  ],
  ['types', 'node_modules/typescript/bin/tsc', '-p', '.', '--pretty', 'false'],
  ['dead code', 'node_modules/knip/bin/knip.js', '--no-progress'],
  ['format', 'node_modules/prettier/bin/prettier.cjs', '--log-level', 'warn', '--check', '.'],
  ['imports', 'scripts/imports.ts'],
];
const AT_ONCE = 2;
const root = join(import.meta.dirname, '..');

interface Outcome {
  readonly passed: boolean;
  readonly output: string;
}

function runStep(args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ passed: code === 0, output: Buffer.concat(chunks).toString() }));
  });
}

async function work(queue: Iterator<(typeof STEPS)[number]>): Promise<number> {
  let failures = 0;
  for (let next = queue.next(); next.done !== true; next = queue.next()) {
    const [name, ...args] = next.value;
    const started = performance.now();
    const { passed, output } = await runStep(args);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${passed ? 'ok  ' : 'FAIL'}  ${name.padEnd(10)} ${seconds} s`);
    if (passed) continue;
    failures += 1;
    console.log(`${output.trimEnd()}\n`);
  }
  return failures;
}

// Dead code is what nothing leads to from the command; without the command there is nothing to ask.
const hasCommand = existsSync(join(root, 'src/main/jeton.ts'));
const queue = STEPS.filter(([name]) => hasCommand || name !== 'dead code').values();
const failures = await Promise.all(Array.from({ length: AT_ONCE }, () => work(queue)));
if (failures.some((count) => count > 0)) process.exitCode = 1;
