import { type ChildProcess, type StdioOptions, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { PostgresPlace } from '../../src/ledger/place.ts';
import { Secret } from '../../src/platform/secret.ts';
import { findFreePort } from './free-port.ts';
import { findPostgres } from './programs.ts';

const run = promisify(execFile);
/** The name of the superuser, and of the account that its package makes. */
export const SUPERUSER = 'postgres';
const PASSWORD = 'postgres';
/** Nothing that a test writes has to outlast the machine. */
const FAST = ['fsync=off', 'full_page_writes=off', 'max_connections=300', 'shared_buffers=32MB', 'max_wal_size=256MB'];

export function postgresProgram(name: string): string {
  const program = findPostgres(name);
  if (program === undefined) throw new Error(`PostgreSQL's ${name} is not on this machine`);
  return program;
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL does not run as root: then it runs as the account its package made. */
export async function findOwner(): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = async (flag: string) => Number((await run('id', [flag, SUPERUSER])).stdout);
  return { uid: await idOf('-u'), gid: await idOf('-g') };
}

/** A real PostgreSQL of the test's own: temporary folder, a free port of 127.0.0.1. */
export interface PostgresServer extends AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  readonly pid: number;
  /** A database on it, as a ledger names it. */
  place(database: string): PostgresPlace;
  /** Runs statements as the superuser. */
  run(sql: string, database?: string): Promise<readonly Record<string, unknown>[]>;
  start(): Promise<void>;
  /** SIGKILL to the postmaster, and the end of it and of all it started. */
  kill(): Promise<void>;
  /** SIGINT: connections are cut, and it ends in order. */
  stop(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
}

export interface PostgresOptions {
  /** Lines of its configuration, `name=value`. */
  readonly settings?: readonly string[];
  /** Asks for no password: a login costs more than all else that a small test does. */
  readonly trust?: boolean;
  /** Where it lives; a temporary folder that disposing removes, unless said. */
  readonly folder?: string;
  /** It goes on when the test's process ends. */
  readonly detached?: boolean;
}

export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'jeton-postgres-')));
  const owner = await findOwner();
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid);
  const port = await findFreePort();
  await initialize(folder, { owner, auth: options.trust === true ? 'trust' : 'scram-sha-256' });
  const server = new Postmaster({ folder, port, owner, options });
  await server.start();
  const place = (database: string) => placeOf(port, database);
  return {
    ...{ port, folder, place },
    get pid() {
      return server.pid;
    },
    run: (sql, database = SUPERUSER) => runSql(place(database), sql),
    start: () => server.start(),
    kill: () => server.end('SIGKILL'),
    stop: () => server.end('SIGINT'),
    signal: (signal) => {
      process.kill(server.pid, signal);
    },
    async [Symbol.asyncDispose]() {
      await server.end('SIGINT');
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

export function placeOf(port: number, database: string): PostgresPlace {
  return {
    engine: 'postgres',
    hosts: [{ host: '127.0.0.1', port }],
    ...{ database, user: SUPERUSER, password: new Secret(PASSWORD) },
    ...{ tls: 'none', ca: undefined, connections: 6 },
  };
}

export async function runSql(place: PostgresPlace, sql: string): Promise<readonly Record<string, unknown>[]> {
  const [host] = place.hosts;
  const password = place.password?.reveal() ?? '';
  const client = new Client({ ...host, user: place.user, password, database: place.database, ssl: false });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

async function initialize(folder: string, { owner, auth }: { owner: Owner | undefined; auth: string }): Promise<void> {
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, PASSWORD);
  if (owner !== undefined) await chown(passwordFile, owner.uid, owner.gid);
  const args = ['-D', join(folder, 'data'), '-U', SUPERUSER, '-A', auth, `--pwfile=${passwordFile}`];
  await run(postgresProgram('initdb'), [...args, '-E', 'UTF8', '--locale=C', '--no-sync'], { cwd: folder, ...owner });
}

interface Plan {
  readonly folder: string;
  readonly port: number;
  readonly owner: Owner | undefined;
  readonly options: PostgresOptions;
}

class Postmaster {
  readonly #plan: Plan;
  #child: ChildProcess | undefined;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('PostgreSQL is not running');
    return pid;
  }

  async start(): Promise<void> {
    const { folder, port, owner, options } = this.#plan;
    const { detached = false, settings = [] } = options;
    const set = [...FAST, ...settings].flatMap((setting) => ['-c', setting]);
    const args = ['-D', join(folder, 'data'), '-p', String(port), '-h', '127.0.0.1', '-k', folder, ...set];
    const stdio: StdioOptions = detached ? 'ignore' : ['ignore', 'ignore', 'pipe'];
    const child: ChildProcess = spawn(postgresProgram('postgres'), args, { cwd: folder, detached, stdio, ...owner });
    this.#child = child;
    let complaint = '';
    child.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4000)));
    if (detached) child.unref();
    while (!(await answers(placeOf(port, SUPERUSER)))) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`PostgreSQL did not start: ${complaint}`);
      await pause(20);
    }
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    await ended;
  }
}

async function answers(place: PostgresPlace): Promise<boolean> {
  try {
    await runSql(place, 'select 1');
    return true;
  } catch {
    return false;
  }
}
