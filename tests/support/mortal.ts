import type { KyselyPlugin } from 'kysely';
import { holdAccounts } from '../../src/ledger/dialects.ts';
import { appendEvent } from '../../src/ledger/events.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { Clock } from '../../src/platform/clock.ts';

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
export function mortalLedger(ledger: Ledger, life: Life, clock: Clock): Ledger {
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
        return await work({
          db: tx,
          async record(event) {
            await appendEvent(tx, { ...event, at: clock.now() });
          },
          // Its couriers look when the test says so.
          callCouriers: () => undefined,
        });
      });
      life.step();
      return result;
    },
  };
}
