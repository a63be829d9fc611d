import { setTimeout as pause } from 'node:timers/promises';
import { Client, type ClientBase, Pool, type PoolClient } from 'pg';
import { type PostgresHost, type PostgresPlace, describeHost } from '../place.ts';
import { clientOptions } from './client-options.ts';
import { NotWritable, detailOf, kindOf } from './faults.ts';

/** How long somebody who needs the ledger waits for a server that takes writes, in milliseconds. */
export const PATIENCE_MS = 6000;
/** Between two looks at all servers, in milliseconds. */
const LOOK_AGAIN_MS = 250;
/** Before an idle connection is closed, in milliseconds. */
const IDLE_MS = 60_000;

export interface HostsOptions {
  /** `read`: a standby will do, and nothing can be written by mistake. */
  readonly access: 'write' | 'read';
}

interface Server {
  readonly host: PostgresHost;
  readonly pool: Pool;
}

/** What each host said against itself. */
type Faults = ReadonlyMap<string, unknown>;

/** What came of a look at all servers. */
interface Found {
  readonly server: Server | undefined;
  readonly faults: Faults;
}

const STANDING = `select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as read_only`;
/** The part of a file's name that grows with every fail-over. */
const TIMELINE = `select left(pg_walfile_name(pg_current_wal_lsn()), 8) as timeline`;
/** A server may be set to answer before it has written: what Jeton is told is committed must last. */
const DURABLE = `select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`;
const READ_ONLY = 'set session characteristics as transaction read only';

/** The servers of a place: finds the one that takes writes, and finds it again after a fail-over. */
export class Hosts {
  readonly #place: PostgresPlace;
  readonly #access: HostsOptions['access'];
  readonly #closing = new AbortController();
  #server: Server | undefined;
  #isSuspect = false;
  #finding: Promise<Found> | undefined;
  #ended: Promise<unknown>[] = [];

  constructor(place: PostgresPlace, { access }: HostsOptions) {
    this.#place = place;
    this.#access = access;
  }

  /**
   * A connection to the server that takes writes; release it, with `true` when it is of no use any more.
   * @throws what the server, or the last one that was tried, said
   */
  async connect(): Promise<PoolClient> {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const server = await this.#current(until);
      try {
        return await server.pool.connect();
      } catch (thrown) {
        if (kindOf(thrown) !== 'connection' || isCrowded(server) || this.#isOver(until)) throw thrown;
        this.suspect();
      }
    }
  }

  /** Something speaks against the present server: before the next connection all of them are looked at. */
  suspect(): void {
    this.#isSuspect = true;
  }

  get isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Nobody waits for a server any more, from now on. */
  loseHope(): void {
    this.#closing.abort();
  }

  async close(): Promise<void> {
    this.loseHope();
    await this.#finding?.catch(() => undefined);
    this.#leave();
    await Promise.all(this.#ended);
  }

  #isOver(until: number): boolean {
    return performance.now() >= until || this.#closing.signal.aborted;
  }

  /** Whoever waits shares the looks of the others, and nobody's patience but their own. */
  async #current(until: number): Promise<Server> {
    for (;;) {
      if (this.#server !== undefined && !this.#isSuspect) return this.#server;
      this.#finding ??= this.#find().finally(() => (this.#finding = undefined));
      const { server, faults } = await this.#finding;
      if (server !== undefined) return server;
      if (this.#isHopeless(faults) || this.#isOver(until)) throw summary(faults);
    }
  }

  #isHopeless(faults: Faults): boolean {
    return this.#place.hosts.every((each) => kindOf(faults.get(describeHost(each))) === 'refused');
  }

  /** One look; after one in vain, with the rest before the next. */
  async #find(): Promise<Found> {
    const { signal } = this.#closing;
    const faults = new Map<string, unknown>();
    const host = await this.#look(faults);
    if (host !== undefined) return { server: this.#settleOn(host), faults };
    if (!this.#isHopeless(faults)) await pause(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    return { server: undefined, faults };
  }

  #settleOn(host: PostgresHost): Server {
    this.#isSuspect = false;
    if (this.#server?.host === host) return this.#server;
    this.#leave();
    this.#server = { host, pool: this.#openPool(host) };
    return this.#server;
  }

  /** Those who still work on it come to their end. */
  #leave(): void {
    if (this.#server !== undefined) this.#ended.push(this.#server.pool.end().catch(() => undefined));
    this.#server = undefined;
  }

  #openPool(host: PostgresHost): Pool {
    const prepare = (client: ClientBase): unknown => this.#prepare(client);
    const pool = new Pool({
      ...clientOptions(this.#place, host),
      max: this.#place.connections,
      idleTimeoutMillis: IDLE_MS,
      // A promise is waited for, whatever the types say.
      onConnect: prepare,
    });
    // An idle connection that breaks has been taken out of the pool already; without a listener it would end the process.
    pool.on('error', () => {
      this.suspect();
    });
    pool.on('connect', (client) => {
      client.on('error', () => {
        this.suspect();
      });
    });
    return pool;
  }

  async #prepare(client: ClientBase): Promise<void> {
    if (this.#access === 'read') {
      await client.query(READ_ONLY);
      return;
    }
    const { rows } = await client.query<{ read_only: boolean }>(STANDING);
    if (rows[0]?.read_only !== false) throw new NotWritable('the server takes no writes');
    await client.query(DURABLE);
  }

  /** Looks at all servers at once. Of two that take writes, the one that was promoted last counts. */
  async #look(faults: Map<string, unknown>): Promise<PostgresHost | undefined> {
    const looks = await Promise.all(
      this.#place.hosts.map(async (host) => {
        try {
          return { host, ...(await this.#lookAt(host)) };
        } catch (thrown) {
          faults.set(describeHost(host), thrown);
          return undefined;
        }
      }),
    );
    const answering = looks.filter((look) => look !== undefined);
    const writable = answering.filter(({ timeline }) => timeline !== undefined);
    const newest = writable.toSorted((one, other) => (other.timeline ?? 0) - (one.timeline ?? 0))[0];
    for (const { host, timeline } of answering) {
      if (timeline === undefined) faults.set(describeHost(host), new NotWritable('takes no writes'));
    }
    return newest?.host ?? (this.#access === 'read' ? answering[0]?.host : undefined);
  }

  async #lookAt(host: PostgresHost): Promise<{ timeline: number | undefined }> {
    const client = new Client(clientOptions(this.#place, host));
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ read_only: boolean }>(STANDING);
      if (rows[0]?.read_only !== false) return { timeline: undefined };
      const { rows: names } = await client.query<{ timeline: string }>(TIMELINE);
      return { timeline: Number.parseInt(names[0]?.timeline ?? '0', 16) };
    } finally {
      void client.end().catch(() => undefined);
    }
  }
}

/** All connections are in use: the server is well, and another one would not help. */
function isCrowded({ pool }: Server): boolean {
  return pool.totalCount >= pool.options.max && pool.idleCount === 0;
}

/** What every server said, for the operator; the first refusal decides what kind of fault it is. */
function summary(faults: Faults): unknown {
  const refused = [...faults.values()].find((fault) => kindOf(fault) === 'refused');
  if (refused !== undefined) return refused;
  const said = [...faults].map(([host, fault]) => `${host} ${detailOf(fault)}`).join('; ');
  return new NotWritable(`no server takes writes: ${said}`);
}
