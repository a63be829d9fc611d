import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { COMMAND } from './command.ts';
import { currentEngine } from './engines.ts';
import { findFreePort } from './free-port.ts';
import { createDatabase, urlOf } from './postgres-databases.ts';
import { until } from './until.ts';

const run = promisify(execFile);

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one `jeton` command line to its end. @param preload a module that runs before it, in its process */
export async function runJeton(
  args: readonly string[],
  environment: Record<string, string> = {},
  preload?: string,
): Promise<Ran> {
  const options = { env: { ...process.env, ...environment }, timeout: 60_000, maxBuffer: 16 * 1024 * 1024 };
  try {
    const { stdout, stderr } = await run(process.execPath, [...before(preload), ...COMMAND, ...args], options);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const failed = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof failed.code !== 'number') throw error;
    return { code: failed.code, stdout: failed.stdout ?? '', stderr: failed.stderr ?? '' };
  }
}

/** Starts a command line, to be killed half-way; what it says goes nowhere. */
export function startJeton(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  preload?: string,
): ChildProcess {
  const env = { ...process.env, ...environment };
  return spawn(process.execPath, [...before(preload), ...COMMAND, ...args], { stdio: 'ignore', env });
}

function before(preload: string | undefined): readonly string[] {
  return preload === undefined ? [] : ['--import', preload];
}

/** The settings of one installation in a folder of its own: what varies between tests is handed in as YAML. */
export interface Installation {
  readonly folder: string;
  readonly config: string;
  readonly ledger: string;
  readonly publicUrl: string;
  readonly management: string;
}

export interface InstallationOptions {
  readonly folder: string;
  /** YAML of `mail.smtp`, `directory` and, if any, `applications`, as they stand in a settings file. */
  readonly systems: string;
  /** Where the ledger is; a room of its own, on the engine that the tests run on, unless said. */
  readonly place?: string;
  /** Further top-level settings, YAML. */
  readonly more?: string;
}

async function findPlace(): Promise<string> {
  if (currentEngine() === 'sqlite') return 'sqlite:./data/jeton.db';
  return urlOf((await createDatabase('empty')).place);
}

/** Writes `jeton.yaml` and makes the keys, as an administrator would. */
export async function install(options: InstallationOptions): Promise<Installation> {
  const { folder, systems, place = await findPlace(), more = '' } = options;
  const [port, management] = [await findFreePort(), await findFreePort()];
  const publicUrl = `http://127.0.0.1:${port}/creation-motdepasse/`;
  const config = join(folder, 'jeton.yaml');
  await mkdir(join(folder, 'data'), { recursive: true });
  await writeFile(
    config,
    `publicUrl: ${publicUrl}
listen: { host: 127.0.0.1, port: ${port} }
management: { host: 127.0.0.1, port: ${management} }
institution:
  name: Université Exemple
  support: { email: assistance@univ.example }
  privacy: { contact: dpo@univ.example }
ledger: ${place}
keys: { file: ./jeton.keys }
${systems}
${more}`,
  );
  const made = await runJeton(['keys', 'new', '--config', config]);
  if (made.code !== 0) throw new Error(`jeton keys new: ${made.stderr}`);
  const ledger = join(folder, 'data/jeton.db');
  return { folder, config, ledger, publicUrl, management: `http://127.0.0.1:${management}` };
}

/** A `jeton serve` of its own, as operators run it. */
export interface RunningJeton extends AsyncDisposable {
  readonly pid: number;
  /** Everything it has logged so far. */
  log(): string;
  /** SIGKILL, and the end of the process. */
  kill(): Promise<void>;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
}

export interface ServeOptions {
  readonly logLevel?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** SIGKILL as soon as it is aborted, ready or not. */
  readonly killed?: AbortSignal;
  /** The URL of a module that runs before the command, in its process. */
  readonly preload?: string;
  /** Further words of the command line. */
  readonly args?: readonly string[];
  /** For the `node` it runs on. */
  readonly nodeOptions?: readonly string[];
}

/** The service ended before it was ready. */
export class EndedEarly extends Error {
  /** Its exit code; none when a signal ended it. */
  readonly code: number | null;

  constructor(code: number | null, log: string) {
    super(`jeton serve ended early:\n${log}`);
    this.code = code;
  }
}

/** Starts the service and waits until it says that it is ready. */
export async function serve({ config, management }: Installation, options: ServeOptions = {}): Promise<RunningJeton> {
  const { logLevel = 'info', environment = {}, killed, preload, args = [], nodeOptions = [] } = options;
  const line = ['serve', '--config', config, '--log-level', logLevel, ...args];
  const child = spawn(process.execPath, [...nodeOptions, ...before(preload), ...COMMAND, ...line], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
    ...(killed === undefined ? {} : { signal: killed, killSignal: 'SIGKILL' }),
  });
  // An abort is reported as an error besides the exit, which is waited for.
  child.on('error', () => undefined);
  const lines: string[] = [];
  const ready = Promise.withResolvers<undefined>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (line.includes('Jeton is ready')) ready.resolve(undefined);
    });
  }
  const exited = once(child, 'exit');
  const early = exited.then(() => {
    throw new EndedEarly(child.exitCode, lines.join('\n'));
  });
  // At `warn` the log does not say so.
  const looking = new AbortController();
  const announced = TELLING.includes(logLevel) ? ready.promise : waitUntilReady(management, looking.signal);
  await Promise.race([announced, early]).finally(() => {
    looking.abort();
  });
  early.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    log: () => lines.join('\n'),
    kill: () => end(child, exited, 'SIGKILL').then(() => undefined),
    stop: () => end(child, exited, 'SIGTERM'),
    [Symbol.asyncDispose]: () => end(child, exited, 'SIGKILL').then(() => undefined),
  };
}

/** Levels at which the log has the line that says that the service is ready. */
const TELLING = ['trace', 'debug', 'info'];

async function waitUntilReady(management: string, signal: AbortSignal): Promise<void> {
  const look = async (): Promise<true | undefined> => {
    const answer = await fetch(`${management}/readyz`, { signal }).catch(() => undefined);
    return answer?.status === 200 || signal.aborted ? true : undefined;
  };
  await until(look, { missing: `${management} is not ready`, patienceMs: 60_000 });
}

async function end(child: ChildProcess, exited: Promise<unknown[]>, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  await exited;
  return child.exitCode;
}
