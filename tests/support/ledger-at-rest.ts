import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync, backup } from 'node:sqlite';
import { promisify } from 'node:util';
import { currentEngine } from './engines.ts';
import type { Installation } from './jeton.ts';
import { postgresProgram, startPostgres } from './postgres.ts';
import { urlOf } from './postgres-databases.ts';

const run = promisify(execFile);

/** A ledger, looked at as whoever has its disk or a backup looks at it. */
export interface LedgerAtRest extends AsyncDisposable {
  /** As `install` takes it. */
  readonly place: string;
  /** Where it is besides the installation's own folder. */
  readonly folders: readonly string[];
  /** Where something that stands in the ledger in clear is found: in its files, in its log of writes, in each backup. */
  readonly showing: readonly RegExp[];
  /** Every kind of backup that the operator's guide tells of, as it reads once it is unpacked. */
  takeBackups(installation: Installation): Promise<ReadonlyMap<string, Buffer>>;
  /** Writes a text where no text may be. */
  plant(installation: Installation, text: string): Promise<void>;
}

export async function createLedgerAtRest(): Promise<LedgerAtRest> {
  return currentEngine() === 'sqlite' ? atRestInFile() : await atRestOnServer();
}

const PLANT = "insert into event (at, kind, detail) values (0, 'request.sent', ";

/** A file of SQLite in the installation's folder. */
export function atRestInFile(): LedgerAtRest {
  return {
    place: 'sqlite:./data/jeton.db',
    folders: [],
    showing: [/jeton\.db(-wal)? \(/, /jeton\.db-wal \(/, /VACUUM INTO/, /backup interface/],
    takeBackups: async (installation) =>
      new Map([
        [
          'a copy by VACUUM INTO',
          await copyWith(installation, (database, to) => database.prepare('vacuum into ?').run(to)),
        ],
        ['a copy by the backup interface', await copyWith(installation, backup)],
      ]),
    plant({ ledger }, text) {
      const database = new DatabaseSync(ledger, { timeout: 5000 });
      database.prepare(`${PLANT}?)`).run(text);
      database.close();
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

type Copy = (database: DatabaseSync, to: string) => unknown;

async function copyWith({ ledger, folder }: Installation, copy: Copy): Promise<Buffer> {
  const to = join(folder, 'copy.db');
  const database = new DatabaseSync(ledger, { readOnly: true, timeout: 5000 });
  try {
    await copy(database, to);
    return await readFile(to);
  } finally {
    database.close();
    await rm(to, { force: true });
  }
}

/** A server that writes everything it is told into its own log, too. */
const TALKATIVE = ['logging_collector=on', 'log_directory=log', 'log_statement=all', 'log_connections=on'];
const DATABASE = 'jeton';

async function atRestOnServer(): Promise<LedgerAtRest> {
  const server = await startPostgres({ trust: true, settings: TALKATIVE });
  await server.run(`create database ${DATABASE}`);
  const place = urlOf(server.place(DATABASE));
  return {
    place,
    folders: [server.folder],
    showing: [/data\/base\/\d+\/\d+ \(/, /data\/pg_wal\//, /data\/log\//, /pg_dump/],
    async takeBackups() {
      // What is in memory goes to the files, which are read after this.
      await server.run('checkpoint');
      return new Map([['a dump by pg_dump', await dump(place)]]);
    },
    async plant(_installation, text) {
      await server.run(`${PLANT}'${text}')`, DATABASE);
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** The format that the guide names is compressed: it is searched as `pg_restore` would write it. */
async function dump(place: string): Promise<Buffer> {
  const options = { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 } as const;
  const { stdout: packed } = await run(postgresProgram('pg_dump'), ['--format=custom', place], options);
  const unpacking = run(postgresProgram('pg_restore'), ['--file=-'], options);
  unpacking.child.stdin?.end(packed);
  return (await unpacking).stdout;
}
