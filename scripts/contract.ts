import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from './prepare.ts';

/** `npm run contract [-- FILE…]`: what every connector promises, on every server that runs here; prints the matrix. */
const root = join(import.meta.dirname, '..');
const TIMEOUT_MS = 240_000;
const named = process.argv.slice(2);
const files = named.length > 0 ? named : globSync('tests/contract/**/*.test.ts', { cwd: root }).sort();

if (prepare()) {
  const args = [
    ...['--disable-warning=ExperimentalWarning', '--test', '--test-concurrency=2', `--test-timeout=${TIMEOUT_MS}`],
    ...[`--test-reporter=${join(import.meta.dirname, 'contract-reporter.ts')}`, '--test-reporter-destination=stdout'],
    ...files,
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  child.on('close', (code) => (process.exitCode = code ?? 1));
} else process.exitCode = 1;
