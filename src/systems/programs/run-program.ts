import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { whyOver } from '../../platform/deadline.ts';
import { codeOf, messageOf } from '../../platform/errors.ts';
import { isInTime } from '../../platform/in-time.ts';

/** Sends a signal to every process of a group; never throws. */
export type SignalGroup = (group: number, signal: 'SIGTERM' | 'SIGKILL') => void;

/** A program to be run once, without a shell. */
export interface Program {
  /** Absolute. */
  readonly path: string;
  /** Seen by everybody on the machine: nothing secret. */
  readonly args: readonly string[];
  /** Its current folder. */
  readonly folder: string;
  /** Beside `PATH` and `LANG`, which it always has; nothing secret. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Written to its standard input, which is then closed. */
  readonly input: string;
}

export type Ran =
  | { readonly kind: 'ended'; readonly code: number; readonly stdout: string; readonly stderr: string }
  /** It could not be started, was ended by a signal, or was not waited for any longer. */
  | { readonly kind: 'failed'; readonly detail: string };

const ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' } as const;
/** Of each of its two outputs. */
const KEPT_BYTES = 16 * 1024;
/** Whoever writes more than this is not waited for. */
const MOST_BYTES = 1024 * 1024;
/** How long it may take to end in order. */
const GRACE_MS = 1000;
/** How long the rest of its output may take once it has ended: a child that it left behind may hold the pipes open. */
const REST_MS = 250;

/**
 * Runs a program in a process group of its own, without a terminal. When the signal ends, the whole group is told to end
 * (SIGTERM) and, a second later, ended (SIGKILL); the promise settles when it is gone, so that nothing it might still do
 * comes after what is tried next. Whatever it leaves running is ended with it. Never rejects.
 */
export async function runProgram(program: Program, signalGroup: SignalGroup, signal: AbortSignal): Promise<Ran> {
  if (signal.aborted) return { kind: 'failed', detail: whyOver(signal) };
  let child: ChildProcess;
  try {
    child = start(program);
    await once(child, 'spawn');
  } catch (thrown) {
    return { kind: 'failed', detail: `${program.path} cannot be started: ${codeOf(thrown) ?? messageOf(thrown)}` };
  }
  return await new Run(child, signalGroup).finish(program.input, signal);
}

function start({ path, args, folder, environment }: Program): ChildProcess {
  const env = { ...ENVIRONMENT, ...environment };
  return spawn(path, args, { cwd: folder, env, detached: true, shell: false, stdio: ['pipe', 'pipe', 'pipe'] });
}

class Run {
  readonly #child: ChildProcess;
  readonly #group: number;
  readonly #signalGroup: SignalGroup;
  readonly #outputs = { stdout: new Output(), stderr: new Output() };
  readonly #ended: Promise<unknown>;
  readonly #closed: Promise<unknown>;
  #why: string | undefined;

  constructor(child: ChildProcess, signalGroup: SignalGroup) {
    this.#child = child;
    this.#group = child.pid ?? 0;
    this.#signalGroup = signalGroup;
    this.#ended = once(child, 'exit');
    this.#closed = once(child, 'close');
    for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe?.on('error', () => undefined);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.on('data', (chunk: Buffer) => {
        if (this.#outputs[name].take(chunk) > MOST_BYTES) this.#end('it writes without end');
      });
    }
  }

  async finish(input: string, signal: AbortSignal): Promise<Ran> {
    const giveUp = (): void => this.#end(whyOver(signal));
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    this.#child.stdin?.end(input);
    await this.#ended;
    signal.removeEventListener('abort', giveUp);
    this.#signalGroup(this.#group, 'SIGKILL');
    await isInTime(this.#closed, REST_MS);
    for (const pipe of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) pipe?.destroy();
    return this.#outcome();
  }

  #outcome(): Ran {
    const { exitCode: code, signalCode } = this.#child;
    if (this.#why !== undefined) return { kind: 'failed', detail: this.#why };
    if (code === null) return { kind: 'failed', detail: `it was ended by ${signalCode ?? 'a signal'}` };
    const { stdout, stderr } = this.#outputs;
    return { kind: 'ended', code, stdout: stdout.text, stderr: stderr.text };
  }

  #end(why: string): void {
    if (this.#why !== undefined) return;
    this.#why = why;
    this.#signalGroup(this.#group, 'SIGTERM');
    void this.#insist();
  }

  async #insist(): Promise<void> {
    const over = new AbortController();
    void this.#ended.then(() => over.abort());
    await pause(GRACE_MS, undefined, { signal: over.signal }).catch(() => undefined);
    if (!over.signal.aborted) this.#signalGroup(this.#group, 'SIGKILL');
  }
}

/** The beginning of what was written, and how much there was. */
class Output {
  readonly #chunks: Buffer[] = [];
  #size = 0;

  /** @returns how many bytes there were so far */
  take(chunk: Buffer): number {
    if (this.#size < KEPT_BYTES) this.#chunks.push(chunk.subarray(0, KEPT_BYTES - this.#size));
    this.#size += chunk.length;
    return this.#size;
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}
