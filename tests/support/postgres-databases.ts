import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openLedger } from '../../src/ledger/ledger.ts';
import type { PostgresPlace } from '../../src/ledger/place.ts';
import { createClock } from './clock.ts';
import { placeOf, runSql, startPostgres } from './postgres.ts';

/** A database of a test's own. */
export interface TestDatabase extends AsyncDisposable {
  readonly place: PostgresPlace;
  run(sql: string): Promise<readonly Record<string, unknown>[]>;
}

interface Shared {
  readonly pid: number;
  readonly port: number;
}

const ADMIN = 'postgres';
const TEMPLATE = 'jeton_template';
let shared: Promise<Shared> | undefined;

/**
 * One server serves a whole run of `npm test`, which names a folder for it and stops it at the end; whoever needs it
 * first starts it. A file that is run by itself starts its own.
 */
function findShared(): Promise<Shared> {
  const folder = process.env['JETON_TEST_RUN'];
  shared ??= folder === undefined ? startOwn() : joinRun(folder);
  return shared;
}

async function startOwn(): Promise<Shared> {
  const folder = await mkdtemp(join(tmpdir(), 'jeton-postgres-'));
  const started = await startShared(folder);
  process.on('exit', () => {
    process.kill(started.pid, 'SIGQUIT');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return started;
}

async function joinRun(run: string): Promise<Shared> {
  const folder = join(run, 'postgres');
  const note = join(run, 'postgres.json');
  try {
    await mkdir(folder);
  } catch {
    return await readNote(note);
  }
  const started = await startShared(folder);
  await writeFile(`${note}.new`, JSON.stringify(started));
  await rename(`${note}.new`, note);
  return started;
}

async function readNote(note: string): Promise<Shared> {
  for (;;) {
    try {
      return JSON.parse(await readFile(note, 'utf8')) as Shared;
    } catch {
      await pause(50);
    }
  }
}

async function startShared(folder: string): Promise<Shared> {
  const { pid, port } = await startPostgres({ folder, detached: true, trust: true });
  await runSql(placeOf(port, ADMIN), `create database ${TEMPLATE}`);
  const ledger = await openLedger({ ...placeOf(port, TEMPLATE), clock: createClock() });
  await ledger[Symbol.asyncDispose]();
  return { pid, port };
}

/** Ledgers of this version that tests of this process are through with: to empty one is faster than to make one. */
const used: PostgresPlace[] = [];
const EMPTY =
  'truncate reset, reset_account, delivery, sealed, data_key, event, event_chain, event_mark, throttle, process, receipt restart identity';

/** @param from `empty`: nothing in it; a ledger of this version, without a row, unless said */
export async function createDatabase(from: 'empty' | 'ledger' = 'ledger'): Promise<TestDatabase> {
  const place = from === 'ledger' ? ((await reuse()) ?? (await clone(TEMPLATE))) : await clone('template0');
  return {
    place,
    run: (sql) => runSql(place, sql),
    [Symbol.asyncDispose]() {
      if (from === 'ledger') used.push(place);
      return Promise.resolve();
    },
  };
}

async function clone(template: string): Promise<PostgresPlace> {
  const { port } = await findShared();
  const name = `jeton_${randomBytes(6).toString('hex')}`;
  await runSql(placeOf(port, ADMIN), `create database ${name} template ${template}`);
  return placeOf(port, name);
}

async function reuse(): Promise<PostgresPlace | undefined> {
  const place = used.pop();
  if (place !== undefined) await runSql(place, EMPTY);
  return place;
}

/** The URL of `ledger` in a settings file; the tests' server asks for no password. */
export function urlOf({ hosts, user, database }: PostgresPlace): string {
  return `postgres://${user}@${hosts.map(({ host, port }) => `${host}:${port}`).join(',')}/${database}`;
}

/** For the end of a run: stops the server that was started in its folder, if one was. */
export async function stopShared(run: string): Promise<void> {
  const note = await readFile(join(run, 'postgres.json'), 'utf8').catch(() => undefined);
  if (note !== undefined) process.kill((JSON.parse(note) as Shared).pid, 'SIGQUIT');
  await rm(run, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
