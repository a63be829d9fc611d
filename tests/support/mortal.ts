import type { KyselyPlugin } from 'kysely';
import { holdAccounts } from '../../src/ledger/dialects.ts';
import type { RecordedEvent } from '../../src/ledger/events.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { appendToTrail } from '../../src/ledger/trail/append.ts';
import { Links } from '../../src/ledger/trail/links.ts';
import type { Clock } from '../../src/platform/clock.ts';
import type { TrailKeys } from '../../src/platform/trail-keys.ts';

/** Counts the steps of a process and ends it at the given one: from then on nothing it tries has any effect. */
export class Life {
  readonly #diesAt: number;
  #steps = 0;

  constructor(diesAt: number) {
    this.#diesAt = diesAt;
  }

  get isOver(): boolean {
    return this.#steps >= this.#diesAt;
  }

  /** @throws when the process dies here, or is dead. */
  step(): void {
    this.#steps += 1;
    if (this.isOver) throw new Error('killed');
  }
}

/** The same back-end, where a process can die just before each call and just after it. */
export function mortal<T extends object>(target: T, life: Life): T {
  return new Proxy(target, {
    get(inner, name) {
      const value: unknown = Reflect.get(inner, name, inner);
      if (typeof value !== 'function') return value;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        life.step();
        const result: unknown = await Reflect.apply(value, inner, args);
        life.step();
        return result;
      };
    },
  });
}

/** The same ledger, where a process can die around every statement and just after a commit. */
export function mortalLedger(ledger: Ledger, life: Life, { clock, trail }: { clock: Clock; trail: TrailKeys }): Ledger {
  const links = new Links(trail);
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      life.step();
      return node;
    },
    transformResult({ result }) {
      life.step();
      return Promise.resolve(result);
    },
  };
  const db = ledger.db.withPlugin(plugin);
  return {
    ...ledger,
    db,
    async transaction(work, { accounts = [] } = {}) {
      const result = await db.transaction().execute(async (tx) => {
        await holdAccounts(tx, accounts);
        const recorded: RecordedEvent[] = [];
        const done = await work({
          db: tx,
          record(event) {
            recorded.push({ ...event, at: clock.now() });
            return Promise.resolve();
          },
          // Its couriers look when the test says so.
          callCouriers: () => undefined,
        });
        if (recorded.length > 0) await appendToTrail(tx, recorded, links);
        return done;
      });
      life.step();
      return result;
    },
  };
}
