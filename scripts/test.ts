import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { prepare } from './prepare.ts';

/**
 * `npm test [-- FILE… or options of node --test]`: everything, with the real servers; of the campaigns of `npm run chaos` a
 * short form.
 */
const TESTS = ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts', 'tests/**/*.test.ts'];
/** Two files at a time on a small machine, and so at most two browsers; four anywhere. */
const CONCURRENCY = Math.min(4, Math.max(2, availableParallelism()));
/** For one test; one that needs longer says so itself (`test(name, { timeout }, …)`). */
const TIMEOUT_MS = 120_000;
const root = join(import.meta.dirname, '..');

function run(options: readonly string[], files: readonly string[]): void {
  const args = [
    '--disable-warning=ExperimentalWarning',
    `--import=${join(import.meta.dirname, 'leak-guard.ts')}`,
    '--test',
    `--test-concurrency=${CONCURRENCY}`,
    `--test-timeout=${TIMEOUT_MS}`,
    `--test-reporter=${join(import.meta.dirname, 'test-reporter.ts')}`,
    '--test-reporter-destination=stdout',
    ...options,
    ...files,
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  const stop = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', stop).on('SIGTERM', stop);
  child.on('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  child.on('close', (code) => (process.exitCode = code ?? 1));
}

const given = process.argv.slice(2);
const options = given.filter((argument) => argument.startsWith('-'));
const named = given.filter((argument) => !argument.startsWith('-'));
const files = named.length > 0 ? named : globSync(TESTS, { cwd: root }).sort();
// Unit tests stand beside the code and need nothing from the machine.
const isUnitTest = (file: string): boolean => /^(\.\/)?(src|scripts|bench)\//.test(file);

if (files.every(isUnitTest) || prepare()) run(options, files);
else process.exitCode = 1;
