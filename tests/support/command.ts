import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '../..');
/** How Node is told to run `jeton`: as the units do, so that a start costs half of what it would. */
export const COMMAND = [
  '--disable-warning=ExperimentalWarning',
  ...['--import', pathToFileURL(join(ROOT, 'scripts/fast-start.mjs')).href, join(ROOT, 'src/main/jeton.ts')],
];

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A `jeton` command that goes on until it is told otherwise. */
export interface RunningCommand extends AsyncDisposable {
  /** Everything it has printed so far, on either stream. */
  printed(): string;
  /** The first line that matches, as soon as it is there; rejects when the command ends without it. */
  waitForLine(pattern: RegExp): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** Nobody reads its standard output any more, as after `| head`. */
  stopReading(): void;
  /** How it ended, once it has. */
  ended(): Promise<Ended>;
}

export interface StartOptions {
  /** A module's text that runs before the command, in its process. */
  readonly preload?: string;
  /** Besides what the test itself has. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a command as `jeton ARGS`; disposing kills it. */
export function startCommand(args: readonly string[], { preload, environment }: StartOptions = {}): RunningCommand {
  const first = preload === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(preload)}`];
  const child = spawn(process.execPath, [...first, ...COMMAND, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const lines: string[] = [];
  const news = new EventTarget();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      news.dispatchEvent(new Event('line'));
    });
  }
  const closed = once(child, 'close').then((): Ended => ({ code: child.exitCode, signal: child.signalCode }));
  void closed.then(() => news.dispatchEvent(new Event('line')));
  return {
    printed: () => lines.join('\n'),
    async waitForLine(pattern) {
      for (;;) {
        const found = lines.find((line) => pattern.test(line));
        if (found !== undefined) return found;
        if (isOver(child)) throw new Error(`ended without ${String(pattern)}:\n${lines.join('\n')}`);
        await once(news, 'line');
      }
    },
    signal: (signal) => void child.kill(signal),
    stopReading: () => void child.stdout.destroy(),
    ended: () => closed,
    async [Symbol.asyncDispose]() {
      if (!isOver(child)) child.kill('SIGKILL');
      await closed;
    },
  };
}

function isOver(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
