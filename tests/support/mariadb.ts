import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection } from 'mariadb';
import { findFreePort } from './free-port.ts';
import type { CertificateFiles } from './pki.ts';
import { findProgram } from './programs.ts';
import { createTempFolder } from './temp-folder.ts';

const run = promisify(execFile);

/** A real MariaDB of the test's own: temporary folder, a free port of 127.0.0.1. */
export interface MariadbServer extends AsyncDisposable {
  readonly port: number;
  /** What it calls itself, such as `10.11.19`. */
  readonly version: string;
  /** Runs one statement as the superuser. */
  run(sql: string): Promise<readonly Record<string, unknown>[]>;
}

/** @param certificate it is offered to whoever asks for TLS */
export async function startMariadb(certificate: CertificateFiles): Promise<MariadbServer> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await createTempFolder('jeton-mariadb-'));
  const port = await findFreePort();
  const data = folder.file('data');
  // As root it would rather be somebody else, who may not get into the folder.
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  await run(programOf('mariadb-install-db'), [
    ...['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...user],
  ]);
  const child = spawn(
    programOf('mariadbd'),
    [
      ...['--no-defaults', `--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1', ...user],
      ...[`--socket=${join(folder.path, 's')}`, `--pid-file=${folder.file('pid')}`, '--skip-log-bin'],
      // Nothing that a test writes has to outlast the machine.
      ...['--innodb-flush-log-at-trx-commit=0', '--innodb-buffer-pool-size=16M', '--skip-name-resolve'],
      ...[`--ssl-cert=${certificate.certificate}`, `--ssl-key=${certificate.key}`],
    ],
    { cwd: folder.path, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  stack.defer(() => end(child));
  await answers(child, port);
  const [row] = await ask(port, 'select version() as version');
  const [version = ''] = /^[\d.]+/.exec(String(row?.['version'])) ?? [];
  const held = stack.move();
  return { port, version, run: (sql) => ask(port, sql), [Symbol.asyncDispose]: () => held.disposeAsync() };
}

function programOf(name: string): string {
  const program = findProgram(name);
  if (program === undefined) throw new Error(`${name} is not on this machine`);
  return program;
}

async function answers(child: ChildProcess, port: number): Promise<void> {
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4000)));
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`MariaDB did not start: ${complaint}`);
    try {
      await ask(port, 'select 1');
      return;
    } catch {
      await pause(50);
    }
  }
}

async function ask(port: number, sql: string): Promise<readonly Record<string, unknown>[]> {
  const connection = await createConnection({ host: '127.0.0.1', port, user: 'root', ssl: false });
  try {
    const rows: unknown = await connection.query(sql);
    return Array.isArray(rows) ? (rows as readonly Record<string, unknown>[]) : [];
  } finally {
    await connection.end();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
