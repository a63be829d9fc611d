import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

import { stopShared } from '../tests/support/postgres-databases.ts';
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

async function run(options: readonly string[], files: readonly string[]): Promise<void> {
  // What all files of this run share: one PostgreSQL, which the first that needs it starts.
  const shared = await mkdtemp(join(tmpdir(), 'jeton-tests-'));
  // A server's own account has to get through to what is its own.
  await chmod(shared, 0o711);
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
  const child = spawn(process.execPath, args, {
    ...{ cwd: root, stdio: 'inherit' },
    // Each file is a process, and reads the same modules as the others and the commands that it starts.
    env: { NODE_COMPILE_CACHE: join(root, '.cache/compiled'), ...process.env, JETON_TEST_RUN: shared },
  });
  const stop = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', stop).on('SIGTERM', stop);
  child.on('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  child.on('close', (code) => {
    process.exitCode = code ?? 1;
    void stopShared(shared);
  });
}

const given = process.argv.slice(2);
const options = given.filter((argument) => argument.startsWith('-'));
const named = given.filter((argument) => !argument.startsWith('-'));
const files = named.length > 0 ? named : globSync(TESTS, { cwd: root }).sort();
// Unit tests stand beside the code and need nothing from the machine.
const isUnitTest = (file: string): boolean => /^(\.\/)?(src|scripts|bench)\//.test(file);

if (files.every(isUnitTest) || prepare()) await run(options, files);
else process.exitCode = 1;
