import type { TransactionOptions } from './engine.ts';
import { type LedgerEvent, type NewEvent, appendEvent } from './events.ts';
import { AppError } from '../platform/errors.ts';
import { type MigrateOptions, expand } from './migrate.ts';
import type { LedgerPlace } from './place.ts';
import type { Db } from './schema.ts';
import { openSqliteEngine, openSqliteEngineForReading } from './sqlite-engine.ts';
import { findSteps, stepName } from './steps.ts';

/** A transaction under way. It must wait for nothing but the ledger: no directory, no mail, no sealing. */
export interface LedgerTransaction {
  readonly db: Db;
  /** Appends to the audit trail; listeners hear of it once the transaction is committed. */
  record(event: NewEvent): Promise<void>;
}

/** The durable record of resets, deliveries and events. Every method throws AppError LEDGER_UNAVAILABLE when it cannot be reached. */
export interface Ledger extends AsyncDisposable {
  readonly db: Db;
  /** All of it or nothing; durable once this returns. */
  transaction<T>(work: (tx: LedgerTransaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Calls `listener` with the events of every committed transaction that recorded any; returns what ends that. */
  onCommitted(listener: (events: readonly LedgerEvent[]) => void): () => void;
  /** Calls `listener` when another process over the same ledger has committed something, as far as the engine can tell. */
  onCalled(listener: () => void): () => void;
  /** Steps taken when it was opened. */
  readonly migrated: readonly string[];
}

export type LedgerOptions = LedgerPlace & MigrateOptions;

/**
 * Opens the ledger and takes the steps that leave older programs alone.
 * @throws AppError LEDGER_UNAVAILABLE, LEDGER_NEWER
 */
export async function openLedger({ clock, migrations, ...place }: LedgerOptions): Promise<Ledger> {
  const engine = openSqliteEngine(place);
  const { db } = engine;
  const listeners = new Set<(events: readonly LedgerEvent[]) => void>();
  let migrated: readonly string[];
  try {
    migrated = await expand(db, { clock, ...(migrations === undefined ? {} : { migrations }) });
  } catch (thrown) {
    await engine[Symbol.asyncDispose]();
    throw thrown;
  }
  return {
    db,
    migrated,
    async transaction(work, options = {}) {
      let recorded: LedgerEvent[] = [];
      const result = await engine.transaction(async (tx) => {
        recorded = [];
        return await work({
          db: tx,
          async record(event) {
            recorded.push(await appendEvent(tx, { ...event, at: clock.now() }));
          },
        });
      }, options);
      if (recorded.length === 0) return result;
      engine.call();
      // Out of this call: what was committed must not be reported as failed because a listener has a fault.
      for (const listener of listeners) {
        queueMicrotask(() => {
          listener(recorded);
        });
      }
      return result;
    },
    onCommitted(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onCalled: (listener) => engine.onCalled(listener),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

/** A ledger that is only looked at. */
export interface ReadableLedger extends AsyncDisposable {
  readonly db: Db;
  /** Steps that `jeton migrate`, or the next start, would take. */
  readonly pending: readonly string[];
}

/**
 * Opens a ledger, which must exist, for reading alone: it is neither created nor brought to this version.
 * @throws AppError LEDGER_UNAVAILABLE, LEDGER_NEWER
 */
export async function openLedgerForReading(place: LedgerPlace): Promise<ReadableLedger> {
  const engine = openSqliteEngineForReading(place);
  const { db } = engine;
  try {
    const pending = (await findSteps(db)).expand.map(stepName);
    return { db, pending, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
  } catch (thrown) {
    await engine[Symbol.asyncDispose]();
    throw thrown;
  }
}

/** For those who read a ledger's rows. @throws AppError LEDGER_OUTDATED */
export function assertCurrent({ pending }: ReadableLedger): void {
  if (pending.length === 0) return;
  throw new AppError('LEDGER_OUTDATED', `the ledger lacks ${pending.join(', ')}; run \`jeton migrate\``);
}
