import type { Secret } from '../../platform/secret.ts';
import { LdapConnection } from './connection.ts';
import { startDeadline } from '../../platform/deadline.ts';
import { CannotConnect, describeFault, resultCodeOf } from './faults.ts';
import type { LdapServer } from './server.ts';

/** The account that connections are bound as. */
export interface Bind {
  readonly dn: string;
  readonly password: Secret;
}

export interface PoolOptions {
  readonly server: LdapServer;
  readonly bind: Bind;
  /** For connecting, protecting and binding together. */
  readonly connectMs: number;
  readonly backstopMs: number;
}

const MOST_CONNECTIONS = 4;
/** Requests under way on one connection from which another is opened; slapd serves many at once (measured: 9,000/s with 16). */
const BUSY_FROM = 16;

/** Connections to one server, all bound as the service account and shared: no one else is ever bound on them. */
export class Pool implements Disposable {
  readonly #options: PoolOptions;
  readonly #connections = new Set<LdapConnection>();
  #opening: Promise<LdapConnection> | undefined;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get server(): LdapServer {
    return this.#options.server;
  }

  /** The least busy open connection, if one can take more work, or if no further one may be opened. */
  findOpen(): LdapConnection | undefined {
    const usable = [...this.#connections].filter((connection) => connection.isUsable);
    const [calmest] = usable.sort((one, other) => one.underWay - other.underWay);
    if (calmest === undefined || usable.length >= MOST_CONNECTIONS) return calmest;
    // A further one is opened aside: nobody waits for it while this one still answers.
    if (calmest.underWay >= BUSY_FROM) void this.open().catch(() => undefined);
    return calmest;
  }

  /**
   * A new connection, bound; those who ask while it is being made share it.
   * @throws CannotConnect
   */
  open(): Promise<LdapConnection> {
    this.#opening ??= this.#connect().finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  /** After one connection turned out dead, those that were made with it are not trusted either. */
  retireAll(): void {
    for (const connection of this.#connections) connection.retire();
  }

  async #connect(): Promise<LdapConnection> {
    const { server, bind, connectMs, backstopMs } = this.#options;
    using deadline = startDeadline(connectMs);
    try {
      const connection = await LdapConnection.open(server, { signal: deadline.signal, backstopMs });
      await bindService(connection, bind, deadline.signal);
      this.#keep(connection);
      return connection;
    } catch (cause) {
      throw new CannotConnect(server.url, cause);
    }
  }

  #keep(connection: LdapConnection): void {
    if (this.#closed) connection[Symbol.dispose]();
    this.#connections.add(connection);
    connection.onceClosed(() => this.#connections.delete(connection));
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    for (const connection of this.#connections) connection[Symbol.dispose]();
  }
}

/** Binds as the service account; a connection that cannot be is closed. */
export async function bindService(
  connection: LdapConnection,
  { dn, password }: Bind,
  signal: AbortSignal,
): Promise<void> {
  // RFC 4513, 5.1.2: a name with an empty password is an anonymous bind that "succeeds".
  if (password.reveal() === '') throw new Error('the service account has an empty password');
  try {
    await connection.ask((client) => client.bind(dn, password.reveal()), signal);
  } catch (cause) {
    connection[Symbol.dispose]();
    const what = resultCodeOf(cause) === undefined ? '' : 'the service account cannot bind: ';
    throw new Error(`${what}${describeFault(cause)}`, { cause });
  }
}
