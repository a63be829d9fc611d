import { Kysely } from 'kysely';
import { type LedgerEvent, type NewEvent, appendEvent } from './events.ts';
import { AppError } from '../platform/errors.ts';
import { type MigrateOptions, expand } from './migrate.ts';
import type { Db, Schema } from './schema.ts';
import { openSqlite, openSqliteForReading } from './sqlite.ts';
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
  transaction<T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T>;
  /** Calls `listener` with the events of every committed transaction; returns what ends that. */
  onCommitted(listener: (events: readonly LedgerEvent[]) => void): () => void;
  /** Steps taken when it was opened. */
  readonly migrated: readonly string[];
}

export interface LedgerOptions extends MigrateOptions {
  readonly engine: 'sqlite';
  /** The file; its folder must exist. */
  readonly path: string;
}

/**
 * Opens the ledger and takes the steps that leave older programs alone.
 * @throws AppError LEDGER_UNAVAILABLE, LEDGER_NEWER
 */
export async function openLedger({ path, clock, migrations }: LedgerOptions): Promise<Ledger> {
  const db = new Kysely<Schema>({ dialect: openSqlite(path) });
  const listeners = new Set<(events: readonly LedgerEvent[]) => void>();
  let migrated: readonly string[];
  try {
    migrated = await expand(db, { clock, ...(migrations === undefined ? {} : { migrations }) });
  } catch (thrown) {
    await db.destroy();
    throw thrown;
  }
  return {
    db,
    migrated,
    async transaction(work) {
      const recorded: LedgerEvent[] = [];
      const result = await db.transaction().execute((tx) =>
        work({
          db: tx,
          async record(event) {
            recorded.push(await appendEvent(tx, { ...event, at: clock.now() }));
          },
        }),
      );
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
    async [Symbol.asyncDispose]() {
      await db.destroy();
    },
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
export async function openLedgerForReading({ path }: Pick<LedgerOptions, 'engine' | 'path'>): Promise<ReadableLedger> {
  const db = new Kysely<Schema>({ dialect: openSqliteForReading(path) });
  try {
    const pending = (await findSteps(db)).expand.map(stepName);
    return { db, pending, [Symbol.asyncDispose]: () => db.destroy() };
  } catch (thrown) {
    await db.destroy();
    throw thrown;
  }
}

/** For those who read a ledger's rows. @throws AppError LEDGER_OUTDATED */
export function assertCurrent({ pending }: ReadableLedger): void {
  if (pending.length === 0) return;
  throw new AppError('LEDGER_OUTDATED', `the ledger lacks ${pending.join(', ')}; run \`jeton migrate\``);
}
