import { execFileSync } from 'node:child_process';
import { findProgram } from '../tests/support/programs.ts';

/** Which processor cores the bed (load, sink, slapd) and the server under test run on. */
export interface Cores {
  readonly bed: string;
  readonly server: string;
}

const TASKSET = findProgram('taskset');

/** Keeps this process, its threads and everything it starts from now on to some cores (`0`, `0,2`). */
export function pinThisProcess(cores: string): void {
  if (TASKSET === undefined) return;
  execFileSync(TASKSET, ['-a', '-c', '-p', cores, String(process.pid)], { stdio: 'ignore' });
}

/** A command line that runs on some cores only; its process is the command's own. */
export function pinned(cores: string, command: readonly string[]): readonly [string, ...string[]] {
  const [program, ...rest] = command;
  if (program === undefined) throw new Error('no command to run');
  return TASKSET === undefined ? [program, ...rest] : [TASKSET, '-c', cores, program, ...rest];
}
