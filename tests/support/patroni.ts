import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PostgresPlace } from '../../src/ledger/place.ts';
import { findFreePort } from './free-port.ts';
import { type Owner, SUPERUSER, findOwner, placeOf, postgresProgram, runSql } from './postgres.ts';
import { processesIn, signalAll } from './processes.ts';
import { findProgram } from './programs.ts';
import { createTempFolder } from './temp-folder.ts';
import { until } from './until.ts';

/** A server of the cluster: Patroni, and the PostgreSQL that it keeps. */
export type NodeName = 'n1' | 'n2' | 'n3';

const NAMES: readonly NodeName[] = ['n1', 'n2', 'n3'];

/** Three servers under Patroni, of which one takes writes and another has everything that it commits. */
export interface PatroniCluster extends AsyncDisposable {
  /** A database on it, as a ledger names it. */
  place(database: string): PostgresPlace;
  /** Runs statements as the superuser, on the primary. */
  run(sql: string, database?: string): Promise<readonly Record<string, unknown>[]>;
  /** The one that takes writes, as soon as there is one. */
  primary(): Promise<NodeName>;
  /** SIGKILL: to the primary's postmaster, which Patroni starts again, or to all that its machine runs. */
  kill9Primary(what: 'postmaster' | 'machine'): Promise<NodeName>;
  /** SIGKILL to all that a machine runs. */
  kill9(node: NodeName): Promise<void>;
  /** Starts a machine again; it joins as it can. */
  restart(node: NodeName): Promise<void>;
  /** An orderly change of primary, as before an upgrade of its machine. */
  switchOver(): Promise<void>;
  /** SIGSTOP to all that the primary's machine runs: it answers nothing, and does not know. */
  freezePrimary(): Promise<NodeName>;
  /** SIGCONT: it goes on where it was. */
  thaw(node: NodeName): void;
  /** Waits until the cluster can lose its primary: another server has all it commits, and the third is there. */
  safe(): Promise<void>;
}

/** A fail-over takes 20 s (`ttl`) and some; a server that joins again may have to be rewound first. Milliseconds. */
const PATIENCE_MS = 120_000;
const LOOK_MS = 100;
/** How long a server may take to say what it is. */
const ANSWER_MS = 1500;
const LOCALHOST = '127.0.0.1';

/** Starts three servers and their etcd, each on a free port of 127.0.0.1, and waits until a primary may be lost. */
export async function startPatroni(): Promise<PatroniCluster> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await createTempFolder('jeton-patroni-'));
  const owner = await findOwner();
  if (owner !== undefined) await chown(folder.path, owner.uid, owner.gid);
  const etcd = opened.use(await startEtcd(folder.file('etcd'), owner));
  const nodes: PatroniNode[] = [];
  for (const name of NAMES) {
    const ports = { postgres: await findFreePort(), rest: await findFreePort() };
    const node = opened.use(new PatroniNode({ name, ports, folder: folder.file(name), owner, etcd: etcd.port }));
    nodes.push(node);
    await node.start();
  }
  const cluster = new Cluster(nodes);
  await cluster.safe();
  const stack = opened.move();
  return Object.assign(cluster, { [Symbol.asyncDispose]: () => stack.disposeAsync() });
}

async function makeFolder(path: string, owner: Owner | undefined): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  if (owner !== undefined) await chown(path, owner.uid, owner.gid);
}

interface Etcd extends AsyncDisposable {
  readonly port: number;
}

async function startEtcd(folder: string, owner: Owner | undefined): Promise<Etcd> {
  await makeFolder(folder, owner);
  const [port, peers] = [await findFreePort(), await findFreePort()];
  const [client, peer] = [`http://${LOCALHOST}:${port}`, `http://${LOCALHOST}:${peers}`];
  const args = [
    ...['--name', 'etcd', '--data-dir', folder, '--unsafe-no-fsync'],
    ...['--listen-client-urls', client, '--advertise-client-urls', client],
    ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `etcd=${peer}`],
  ];
  const child = spawn(programNamed('etcd'), args, { cwd: folder, stdio: 'ignore', ...owner });
  const isWell = async () => ((await ask(`${client}/health`))?.status === 200 ? true : undefined);
  await until(isWell, { missing: 'etcd does not answer', patienceMs: PATIENCE_MS, lookMs: LOOK_MS });
  return { port, [Symbol.asyncDispose]: () => endChild(child) };
}

function programNamed(name: string): string {
  const program = findProgram(name);
  if (program === undefined) throw new Error(`${name} is not on this machine`);
  return program;
}

async function ask(url: string, options: RequestInit = {}): Promise<Response | undefined> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS), ...options });
  } catch {
    return undefined;
  }
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

interface NodePlan {
  readonly name: NodeName;
  readonly ports: { readonly postgres: number; readonly rest: number };
  readonly folder: string;
  readonly owner: Owner | undefined;
  /** The port of etcd. */
  readonly etcd: number;
}

/** One machine of the cluster. */
class PatroniNode implements AsyncDisposable {
  readonly #plan: NodePlan;
  #patroni: ChildProcess | undefined;
  #said = '';

  constructor(plan: NodePlan) {
    this.#plan = plan;
  }

  get name(): NodeName {
    return this.#plan.name;
  }

  get port(): number {
    return this.#plan.ports.postgres;
  }

  async start(): Promise<void> {
    if (this.#patroni !== undefined) throw new Error(`${this.name} runs`);
    const { folder, owner } = this.#plan;
    const file = `${folder}.yml`;
    if (this.#said === '') {
      await makeFolder(folder, owner);
      await writeFile(file, JSON.stringify(settingsOf(this.#plan)));
    }
    const child = spawn(programNamed('patroni'), [file], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], ...owner });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (this.#said = (this.#said + chunk.toString()).slice(-4000)));
    this.#patroni = child;
  }

  /** What Patroni has said of late. */
  get said(): string {
    return this.#said;
  }

  /** Whether Patroni says that it is this: `primary`, `sync`, `replica`. */
  async is(what: 'primary' | 'sync' | 'replica'): Promise<boolean> {
    const answer = await ask(`http://${LOCALHOST}:${this.#plan.ports.rest}/${what}`);
    return answer?.status === 200;
  }

  async switchOverTo(candidate: NodeName): Promise<boolean> {
    const body = JSON.stringify({ leader: this.name, candidate });
    const url = `http://${LOCALHOST}:${this.#plan.ports.rest}/switchover`;
    const answer = await ask(url, { method: 'POST', body, signal: AbortSignal.timeout(PATIENCE_MS) });
    return answer?.status === 200;
  }

  async killPostmaster(): Promise<void> {
    const text = await readFile(`${this.#plan.folder}/data/postmaster.pid`, 'utf8');
    const postmaster = Number(text.split('\n')[0]);
    if (!this.#running.includes(postmaster)) throw new Error(`${this.name} has no postmaster`);
    signalAll([postmaster], 'SIGKILL');
  }

  /** All at once, as when the power goes: first nothing runs any more, so that nothing can speak to the end of the rest. */
  async killMachine(): Promise<void> {
    const patroni = this.#patroni;
    if (patroni === undefined) return;
    this.freeze();
    this.#patroni = undefined;
    const ended = once(patroni, 'exit');
    signalAll(this.#running, 'SIGKILL');
    await ended;
    await until(() => this.#running.length === 0 || undefined, { missing: `${this.name} still runs` });
  }

  /** SIGSTOP to everything, and to what was started meanwhile. */
  freeze(): void {
    const stopped = new Set<number>();
    for (;;) {
      const more = this.#running.filter((pid) => !stopped.has(pid));
      if (more.length === 0) return;
      signalAll(more, 'SIGSTOP');
      for (const pid of more) stopped.add(pid);
    }
  }

  thaw(): void {
    signalAll(this.#running, 'SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.killMachine();
  }

  /** Patroni, PostgreSQL, and whatever either has started. */
  get #running(): readonly number[] {
    return processesIn(this.#plan.folder);
  }
}

/** Patroni's settings; JSON is YAML. `ttl` is the shortest that its documentation allows. */
function settingsOf({ name, ports, folder, etcd }: NodePlan): object {
  const address = `${LOCALHOST}:${ports.postgres}`;
  const rest = `${LOCALHOST}:${ports.rest}`;
  const everybody = [`host all all ${LOCALHOST}/32 trust`, `host replication all ${LOCALHOST}/32 trust`];
  return {
    ...{ scope: 'jeton', name },
    restapi: { listen: rest, connect_address: rest },
    etcd3: { hosts: [`${LOCALHOST}:${etcd}`] },
    bootstrap: {
      dcs: {
        ...{ ttl: 20, loop_wait: 2, retry_timeout: 5, synchronous_mode: true },
        // A cluster of tests alone is not synced to the disk: nobody cuts its power.
        postgresql: { use_pg_rewind: true, use_slots: true, parameters: { fsync: 'off', max_connections: 100 } },
      },
      initdb: [{ encoding: 'UTF8' }, { locale: 'C' }, 'data-checksums'],
    },
    postgresql: {
      ...{ listen: address, connect_address: address, data_dir: `${folder}/data`, pgpass: `${folder}/pgpass` },
      bin_dir: dirname(postgresProgram('postgres')),
      pg_hba: everybody,
      authentication: {
        superuser: { username: SUPERUSER, password: SUPERUSER },
        replication: { username: 'replicator', password: 'replicator' },
        rewind: { username: 'rewinder', password: 'rewinder' },
      },
      parameters: { unix_socket_directories: folder, shared_buffers: '32MB' },
    },
    // Nothing here may reset the machine; who stops a server for long has to kill it, as a watchdog would.
    watchdog: { mode: 'off' },
  };
}

class Cluster implements Omit<PatroniCluster, typeof Symbol.asyncDispose> {
  readonly #nodes: readonly PatroniNode[];

  constructor(nodes: readonly PatroniNode[]) {
    this.#nodes = nodes;
  }

  place(database: string): PostgresPlace {
    return { ...placeOf(0, database), hosts: this.#nodes.map(({ port }) => ({ host: LOCALHOST, port })) };
  }

  async run(sql: string, database: string = SUPERUSER): Promise<readonly Record<string, unknown>[]> {
    const { port } = await this.#primary();
    return await runSql(placeOf(port, database), sql);
  }

  async primary(): Promise<NodeName> {
    return (await this.#primary()).name;
  }

  async kill9Primary(what: 'postmaster' | 'machine'): Promise<NodeName> {
    const node = await this.#primary();
    await (what === 'machine' ? node.killMachine() : node.killPostmaster());
    return node.name;
  }

  async kill9(name: NodeName): Promise<void> {
    await this.#named(name).killMachine();
  }

  async restart(name: NodeName): Promise<void> {
    await this.#named(name).start();
  }

  async switchOver(): Promise<void> {
    const leader = await this.#primary();
    const candidate = await this.#wait('no server may take over', () => this.#find('sync'));
    if (!(await leader.switchOverTo(candidate.name))) throw new Error(`no switch-over: ${leader.said}`);
  }

  async freezePrimary(): Promise<NodeName> {
    const node = await this.#primary();
    node.freeze();
    return node.name;
  }

  thaw(name: NodeName): void {
    this.#named(name).thaw();
  }

  async safe(): Promise<void> {
    await this.#wait('the cluster cannot lose its primary', async () => {
      const roles = await Promise.all(this.#nodes.map((node) => roleOf(node)));
      const isWhole = ['primary', 'sync', 'replica'].every((role) => roles.some((each) => each === role));
      return isWhole && (await this.#isSynchronous()) ? true : undefined;
    });
  }

  /** Patroni remembers what it has seen; the primary itself knows. */
  async #isSynchronous(): Promise<boolean> {
    try {
      const [row] = await this.run(`select count(*)::int as those from pg_stat_replication where sync_state = 'sync'`);
      return row?.['those'] === 1;
    } catch {
      return false;
    }
  }

  async #primary(): Promise<PatroniNode> {
    return await this.#wait('no server is the primary', () => this.#find('primary'));
  }

  async #find(what: 'primary' | 'sync'): Promise<PatroniNode | undefined> {
    const found = await Promise.all(this.#nodes.map(async (node) => ((await node.is(what)) ? node : undefined)));
    return found.find((node) => node !== undefined);
  }

  #named(name: NodeName): PatroniNode {
    const found = this.#nodes.find((node) => node.name === name);
    if (found === undefined) throw new Error(`no server is called ${name}`);
    return found;
  }

  async #wait<T>(missing: string, look: () => Promise<T | undefined>): Promise<T> {
    const all = (): string => [missing, ...this.#nodes.map(({ name, said }) => `${name}:\n${said}`)].join('\n');
    return await until(look, { missing: all, patienceMs: PATIENCE_MS, lookMs: LOOK_MS });
  }
}

async function roleOf(node: PatroniNode): Promise<'primary' | 'sync' | 'replica' | undefined> {
  for (const role of ['primary', 'sync', 'replica'] as const) if (await node.is(role)) return role;
  return undefined;
}
