import { once } from 'node:events';
import process from 'node:process';
import type { Terminal } from './command.ts';
import { EXIT } from './exit-codes.ts';

/** How long a stop may take before the process is ended, in milliseconds. */
const STOP_MS = 10_000;
/** One Ctrl+C arrives several times: from the terminal, from npm, from whatever started the command. In milliseconds. */
const ECHO_MS = 1000;

const OUTPUT_LOST = 'standard output was closed';
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** The process as commands see it. */
export function createTerminal(): Terminal {
  const output = new AbortController();
  const complain = (line: string): void => void process.stderr.write(`${line}\n`);
  const loseOutput = (): void => {
    output.abort(OUTPUT_LOST);
  };
  const end = (): void => process.exit(EXIT.failure);
  output.signal.addEventListener('abort', end);
  process.stdout.on('error', loseOutput);
  // There is nobody left to tell.
  process.stderr.on('error', () => undefined);
  return {
    environment: process.env,
    print: (line) => void process.stdout.write(`${line}\n`),
    complain,
    loseOutput,
    startsPrograms: mayStartPrograms(),
    holdSignals() {
      output.signal.removeEventListener('abort', end);
      return holdSignals(output.signal, complain);
    },
  };
}

/** @see https://nodejs.org/api/permissions.html#permission-model */
function mayStartPrograms(): boolean {
  // There is no such property outside of the model, whatever the types say.
  return !('permission' in process) || process.permission.has('child');
}

function holdSignals(output: AbortSignal, complain: (line: string) => void): AbortSignal {
  const stopping = new AbortController();
  let stoppedAt = 0;
  const end = (why: string): void => {
    complain(`jeton: ended ${why}; what was under way is taken up again at the next start`);
    process.exit(EXIT.failure);
  };
  const stop = (reason: unknown): void => {
    if (stopping.signal.aborted) {
      if (performance.now() - stoppedAt > ECHO_MS) end('at the second signal');
      return;
    }
    stoppedAt = performance.now();
    setTimeout(end, STOP_MS, `without an orderly stop, which took longer than ${STOP_MS / 1000} seconds`).unref();
    stopping.abort(reason);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  if (output.aborted) stop(output.reason);
  else output.addEventListener('abort', () => stop(output.reason));
  return stopping.signal;
}

/** Waits for the end that {@link Terminal.holdSignals} announces. @returns the exit code that belongs to it */
export async function untilStopped(stopping: AbortSignal): Promise<number> {
  if (!stopping.aborted) await once(stopping, 'abort');
  return stopping.reason === OUTPUT_LOST ? EXIT.failure : EXIT.done;
}
