import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from './prepare.ts';

/** `npm run contract [-- FILE…]`: what every connector promises, on every server that runs here; prints the matrix. */
const root = join(import.meta.dirname, '..');
const TIMEOUT_MS = 240_000;
const HELP = `npm run contract [-- FILE…]: what every connector promises, tried on real servers, as a matrix

  FILE…    these alone, of tests/contract; all of them otherwise. The servers are installed where that may be done.

Exit code 0: every case passed or does not apply. 1: one failed, or a server is missing. 2: there is no such file.`;

const named = process.argv.slice(2);
const missing = named.filter((file) => !existsSync(join(root, file)));
const files = named.length > 0 ? named : globSync('tests/contract/**/*.test.ts', { cwd: root }).sort();

if (named.some((word) => word === '--help' || word === '-h')) console.log(HELP);
else if (missing.length > 0) {
  console.error(`there is no ${missing.join(', no ')}\n\n${HELP}`);
  process.exitCode = 2;
} else if (prepare()) {
  const args = [
    ...['--disable-warning=ExperimentalWarning', '--test', '--test-concurrency=2', `--test-timeout=${TIMEOUT_MS}`],
    ...[`--test-reporter=${join(import.meta.dirname, 'contract-reporter.ts')}`, '--test-reporter-destination=stdout'],
    ...files,
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  child.on('close', (code) => (process.exitCode = code ?? 1));
} else process.exitCode = 1;
