import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { LedgerPlace } from '../../src/ledger/place.ts';
import type { Draw } from '../support/draw.ts';
import { type Installation, install } from '../support/jeton.ts';
import { makePeople } from '../support/people.ts';
import type { Person } from '../support/person.ts';
import { type PatroniCluster, startPatroni } from '../support/patroni.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { urlOf } from '../support/postgres-databases.ts';
import { realSystems } from '../support/real-systems.ts';
import { type Slapd, startSlapd } from '../support/slapd.ts';
import type { TestPolicy } from '../support/slapd-settings.ts';
import { type SmallDisk, mountSmallDisk } from '../support/small-disk.ts';
import { type TestRelay, startSmtp } from '../support/smtp.ts';
import { type TcpProxy, startTcpProxy } from '../support/tcp-proxy.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { type WebhookReceiver, startWebhookReceiver } from '../support/webhook-receiver.ts';

/** Everything around the service that outlives it: what is true at the end is read here. */
export interface World extends AsyncDisposable {
  readonly slapd: Slapd;
  /** Two ways to it, as to two replicas that always agree; the service asks the first one that answers. */
  readonly lines: readonly [TcpProxy, TcpProxy];
  readonly relay: TestRelay;
  readonly receiver: WebhookReceiver;
  readonly installation: Installation;
  /** Where the ledger is, if it is in a database. */
  readonly database: Database | undefined;
  /** The servers of the database, if there are several. */
  readonly cluster: PatroniCluster | undefined;
  /** Where the ledger lies, if it lies on a disk of its own. */
  readonly disk: SmallDisk | undefined;
  readonly people: readonly Resident[];
}

/** A server of PostgreSQL, or several. */
type Database = Pick<PostgresServer, 'place' | 'run'>;

/** Somebody with an account and an address of their own. */
export interface Resident extends Person {
  readonly address: string;
}

/** How often the webhook receiver answers "not now". */
const BUSY = 0.1;
/** People to draw from, for one who is found fit. */
const SPARE = 3;
/** Nobody is told to come back later: what is asked twice here was lost the first time. */
const LIMITS = 'limits: { mailsPerAccount: 1000/1h, requestsPerClient: 10000/10m }\ntrustedProxies: [127.0.0.1/32]';

/** What keeps the ledger; SQLite unless said. */
export type Engine = LedgerPlace['engine'];

export interface WorldOptions {
  /** How many people can walk the procedure. */
  readonly count: number;
  readonly random: Draw;
  readonly engine?: Engine | undefined;
  /** Puts the ledger on a disk of its own that can be filled up, where the machine allows that. */
  readonly smallDisk?: boolean;
  /** Puts a ledger in PostgreSQL on a cluster that fails over. */
  readonly cluster?: boolean;
  /** The directory's password policy. */
  readonly policy?: TestPolicy;
}

/** A directory, a relay, two applications and an installation of Jeton between them. */
export async function createWorld(options: WorldOptions): Promise<World> {
  const { count, random, engine = 'sqlite', smallDisk = false, policy } = options;
  await using opened = new AsyncDisposableStack();
  const population = 100 + SPARE * count;
  const slapd = opened.use(await startSlapd({ people: population, policy }));
  const lines = [
    opened.use(await startTcpProxy(slapd.ports.ldaps)),
    opened.use(await startTcpProxy(slapd.ports.ldaps)),
  ] as const;
  const relay = opened.use(await startSmtp());
  const receiver = opened.use(await startWebhookReceiver(() => random.chance(BUSY)));
  const folder = opened.use(await createTempFolder('jeton-chaos-'));
  await writeFile(join(folder.path, 'moodle.secret'), `${receiver.secret}\n`, { mode: 0o600 });
  const applications = `applications:
  - { name: ENT, type: ldap-replica, url: '${slapd.urls.ldaps}' }
  - { name: Moodle, type: webhook, url: '${receiver.url}', secrets: [{ file: ./moodle.secret }] }`;
  const urls = lines.map(({ port }) => `ldaps://127.0.0.1:${port}`);
  const systems = await realSystems(folder.path, { slapd, relay, applications, urls });
  const disk = smallDisk ? await putOnSmallDisk(folder.path) : undefined;
  if (disk !== undefined) opened.use(disk);
  const cluster = options.cluster === true ? opened.use(await startPatroni()) : undefined;
  const server = cluster ?? (engine === 'postgres' ? opened.use(await startPostgres({ trust: true })) : undefined);
  await server?.run(`create database ${DATABASE} template template0`);
  const place = server === undefined ? {} : { place: urlOf(server.place(DATABASE)) };
  const installation = await install({ folder: folder.path, systems, more: LIMITS, ...place });
  const people = residents(population).slice(0, count);
  const stack = opened.move();
  return {
    ...{ slapd, lines, relay, receiver, installation, disk, people },
    ...{ database: server, cluster },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const DATABASE = 'jeton';

/** Asks the ledger itself, from outside the service. */
export async function askLedger({ installation, database }: World, query: string): Promise<number> {
  if (database !== undefined) return Number(Object.values((await database.run(query, DATABASE))[0] ?? {})[0]);
  const file = new DatabaseSync(installation.ledger, { readOnly: true, timeout: 5000 });
  try {
    return Number(Object.values(file.prepare(query).get() ?? {})[0]);
  } finally {
    file.close();
  }
}

/** More than the ledger of such a crowd takes, with its log, and quickly filled. */
const DISK_SIZE = '48m';

async function putOnSmallDisk(folder: string): Promise<SmallDisk | undefined> {
  const data = join(folder, 'data');
  await mkdir(data);
  return mountSmallDisk(data, DISK_SIZE);
}

/** Those who can walk the procedure on their own: an open account, and an address that nobody shares. */
function residents(count: number): readonly Resident[] {
  const everybody = [...makePeople({ count })];
  const holders = new Map<string, number>();
  const addressesOf = ({ mailPerso = [], mailPrive = [] }: Person): ReadonlySet<string> =>
    new Set(
      [...mailPerso, ...mailPrive.map((labelled) => labelled.replace(/^\{\w+\}/, ''))].map((each) =>
        each.toLowerCase(),
      ),
    );
  for (const address of everybody.flatMap((person) => [...addressesOf(person)]))
    holders.set(address, (holders.get(address) ?? 0) + 1);
  return everybody.flatMap((person) => {
    const address = person.mailPerso?.[0];
    const fits = address !== undefined && holders.get(address.toLowerCase()) === 1 && person.disabled !== true;
    return fits ? [{ ...person, address }] : [];
  });
}
