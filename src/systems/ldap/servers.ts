import type { Clock } from '../../platform/clock.ts';
import type { Unreachable } from '../directory.ts';
import { LdapConnection } from './connection.ts';
import { startDeadline, until } from '../../platform/deadline.ts';
import { CannotConnect, describeFault, isWorthAnotherTry, resultCodeOf } from './faults.ts';
import { type Bind, Pool } from './pool.ts';
import type { LdapServer } from './server.ts';

export interface ServersOptions {
  /** In the order in which they are tried. */
  readonly servers: readonly LdapServer[];
  readonly bind: Bind;
  /** Budget of one whole operation, fail-over included. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** What an operation is handed: a connection bound as the service account, and the signal that ends its patience. */
export type Work<T> = (connection: LdapConnection, signal: AbortSignal) => Promise<T>;

const LONGEST_CONNECT_MS = 2000;
/** How long a server that failed is asked last instead of in its turn. */
const REST_MS = 10_000;

interface Attempt<T> {
  readonly pool: Pool;
  readonly work: Work<T>;
  readonly signal: AbortSignal;
  /** Whether nobody is left to ask after this one, so that it may take all the time there is. */
  readonly isLast: boolean;
}

/** Several servers that hold the same tree: one operation goes to the first that serves it. */
export class Servers implements Disposable {
  readonly #options: ServersOptions;
  readonly #pools: readonly Pool[];
  readonly #restsUntil = new Map<Pool, number>();

  constructor(options: ServersOptions) {
    const { servers, bind, timeoutMs } = options;
    this.#options = options;
    this.#pools = servers.map(
      (server) => new Pool({ server, bind, connectMs: this.connectMs, backstopMs: 2 * timeoutMs }),
    );
  }

  /** For one connection to be made, protected and bound: short, so that the next server still has its chance. */
  get connectMs(): number {
    return Math.min(this.#options.timeoutMs / 2, LONGEST_CONNECT_MS);
  }

  get servers(): readonly LdapServer[] {
    return this.#options.servers;
  }

  /**
   * Runs the operation on a connection bound as the service account. It may run more than once, so a write must turn
   * its own losses into values. A result that no other server would better (anything but busy, unavailable, referral)
   * ends it as `unreachable` at once, unless the work made something of it.
   */
  run<T>(work: Work<T>, signal?: AbortSignal): Promise<T | Unreachable> {
    return this.#each(signal, (pool, rest) => this.#attempt({ pool, work, ...rest }));
  }

  /** Runs the operation on a connection of its own, bound as nobody, closed afterwards. */
  runAlone<T>(work: Work<T>, signal?: AbortSignal): Promise<T | Unreachable> {
    return this.#each(signal, async ({ server }, { signal: until }) => {
      using connection = await this.#connectAlone(server, until);
      return await work(connection, until);
    });
  }

  /** A connection bound as nobody. */
  async #connectAlone(server: LdapServer, signal: AbortSignal): Promise<LdapConnection> {
    using deadline = startDeadline(this.connectMs, signal);
    const backstopMs = 2 * this.#options.timeoutMs;
    try {
      return await LdapConnection.open(server, { signal: deadline.signal, backstopMs });
    } catch (cause) {
      throw new CannotConnect(server.url, cause);
    }
  }

  async #each<T>(
    signal: AbortSignal | undefined,
    attempt: (pool: Pool, rest: { signal: AbortSignal; isLast: boolean }) => Promise<T>,
  ): Promise<T | Unreachable> {
    const { timeoutMs, clock } = this.#options;
    using deadline = startDeadline(timeoutMs, signal);
    const faults: string[] = [];
    const pools = this.#inOrder();
    for (const pool of pools) {
      const isLast = pool === pools.at(-1);
      using patience = startDeadline(isLast ? timeoutMs : timeoutMs / 2, deadline.signal);
      try {
        const result = await attempt(pool, { signal: patience.signal, isLast });
        this.#restsUntil.delete(pool);
        return result;
      } catch (error) {
        if (signal?.aborted === true) return { kind: 'unreachable', detail: 'given up by the caller' };
        if (!isWorthAnotherTry(error)) return answeredNo(error, pool.server);
        this.#restsUntil.set(pool, clock.now() + REST_MS);
        faults.push(error instanceof CannotConnect ? error.message : `${pool.server.url}: ${describeFault(error)}`);
        if (deadline.signal.aborted) break;
      }
    }
    return { kind: 'unreachable', detail: faults.join('; ') };
  }

  /** On an open connection first; when that turns out dead, on a fresh one. */
  async #attempt<T>({ pool, work, signal, isLast }: Attempt<T>): Promise<T> {
    const open = pool.findOpen();
    if (open !== undefined) {
      const { timeoutMs } = this.#options;
      // A connection that died unnoticed may cost half the budget, when there is no other server to turn to.
      using patience = startDeadline(isLast ? timeoutMs / 2 : timeoutMs, signal);
      try {
        return await work(open, patience.signal);
      } catch (error) {
        if (!open.isUsable) pool.retireAll();
        if (signal.aborted || !isWorthAnotherTry(error) || open.isUsable) throw error;
      }
    }
    const fresh = await until(pool.open(), signal);
    return await work(fresh, signal);
  }

  /** Those that rest come last, and are still asked when nobody else is left. */
  #inOrder(): readonly Pool[] {
    const now = this.#options.clock.now();
    const rests = (pool: Pool): boolean => (this.#restsUntil.get(pool) ?? 0) > now;
    return [...this.#pools.filter((pool) => !rests(pool)), ...this.#pools.filter(rests)];
  }

  [Symbol.dispose](): void {
    for (const pool of this.#pools) pool[Symbol.dispose]();
  }
}

/** @throws whatever is no LDAP result: a fault of our own */
function answeredNo(error: unknown, { url }: LdapServer): Unreachable {
  if (resultCodeOf(error) === undefined) throw error;
  return { kind: 'unreachable', detail: `${url}: ${describeFault(error)}` };
}

/** Whether an operation that comes back with something else came back with nothing. */
export function isUnreachable(outcome: object | undefined): outcome is Unreachable {
  return outcome !== undefined && 'kind' in outcome && outcome.kind === 'unreachable';
}
