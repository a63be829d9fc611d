import type { Clock } from '../platform/clock.ts';
import type { Engine, TransactionOptions, Transacts } from './engine.ts';
import type { NewEvent, RecordedEvent } from './events.ts';
import { AppError } from '../platform/errors.ts';
import { holdSchema } from './dialects.ts';
import { doLate } from './late.ts';
import { type MigrateOptions, expand } from './migrate.ts';
import type { LedgerPlace } from './place.ts';
import type { TrailKeys } from '../platform/trail-keys.ts';
import type { Db } from './schema.ts';
import { openSqliteEngine, openSqliteEngineForReading } from './sqlite-engine.ts';
import { findSteps, stepName } from './steps.ts';
import { type ChainedEvent, TrailBatch, appendToTrail } from './trail/append.ts';
import { beginChains, hasChains } from './trail/heads.ts';
import { Links } from './trail/links.ts';

/** A transaction under way. It must wait for nothing but the ledger: no directory, no mail, no sealing. */
export interface LedgerTransaction {
  readonly db: Db;
  /** Appends to the audit trail; listeners hear of it once the transaction is committed. */
  record(event: NewEvent): Promise<void>;
  /** Something becomes due with this transaction: couriers, here and elsewhere, look once it is committed. */
  callCouriers(): void;
}

/** The durable record of resets, deliveries and events. Every method throws AppError LEDGER_UNAVAILABLE when it cannot be reached. */
export interface Ledger extends AsyncDisposable {
  readonly db: Db;
  /** All of it or nothing; durable once this returns. */
  transaction<T>(work: (tx: LedgerTransaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Calls `listener` with the events of every committed transaction that recorded any; returns what ends that. */
  onCommitted(listener: (events: readonly ChainedEvent[]) => void): () => void;
  /** Calls `listener` when something has become due, here or in another process, as far as the engine can tell. */
  onCalled(listener: () => void): () => void;
  /** Steps taken when it was opened. */
  readonly migrated: readonly string[];
}

/** @throws AppError LEDGER_UNAVAILABLE */
async function openEngine(place: LedgerPlace, access: 'write' | 'read' = 'write'): Promise<Engine> {
  switch (place.engine) {
    case 'sqlite':
      return access === 'write' ? openSqliteEngine(place) : openSqliteEngineForReading(place);
    case 'postgres': {
      // Only here: whoever stays with SQLite loads none of it.
      const { openPostgresEngine } = await import('./postgres/postgres-engine.ts');
      return openPostgresEngine(place, { access });
    }
  }
}

export type LedgerOptions = LedgerPlace &
  MigrateOptions & {
    /** For whoever records anything: without them nothing can be appended to the audit trail. */
    readonly trail?: TrailKeys;
  };

/**
 * Opens the ledger and takes the steps that leave older programs alone.
 * @throws AppError LEDGER_UNAVAILABLE, LEDGER_NEWER
 */
export async function openLedger({ clock, migrations, evenMarked, trail, ...place }: LedgerOptions): Promise<Ledger> {
  const engine = await openEngine(place);
  const { db } = engine;
  const listeners = new Set<(events: readonly ChainedEvent[]) => void>();
  const links = trail === undefined ? undefined : new Links(trail);
  const callees = new Set<() => void>();
  let migrated: readonly string[];
  try {
    const transacts: Transacts = { transaction: (work) => engine.transaction((tx) => work({ db: tx }), {}) };
    migrated = await expand(transacts, {
      ...{ clock, evenMarked: evenMarked === true },
      ...(migrations === undefined ? {} : { migrations }),
    });
    if (links !== undefined) await begin(engine, links, clock);
  } catch (thrown) {
    await engine[Symbol.asyncDispose]();
    throw thrown;
  }
  return {
    db,
    migrated,
    async transaction(work, options = {}) {
      const { result, recorded, called } = await engine.transaction((tx) => run(tx, work, { clock, links }), options);
      if (called) {
        engine.call();
        for (const listener of callees) queueMicrotask(listener);
      }
      if (recorded.length === 0) return result;
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
    onCalled(listener) {
      callees.add(listener);
      const unsubscribe = engine.onCalled(listener);
      return () => {
        callees.delete(listener);
        unsubscribe();
      };
    },
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

interface Recording {
  readonly clock: Clock;
  readonly links: Links | undefined;
}

const batches = new WeakMap<Db, TrailBatch>();

/** One run of a transaction's work, with what it leaves to be told once it is committed. */
async function run<T>(db: Db, work: (tx: LedgerTransaction) => Promise<T>, { clock, links }: Recording) {
  const recorded: RecordedEvent[] = [];
  let called = false;
  const result = await work({
    db,
    record(event) {
      recorded.push({ ...event, at: clock.now() });
      return Promise.resolve();
    },
    callCouriers() {
      called = true;
    },
  });
  return { result, recorded: recorded.length === 0 ? [] : await append(db, recorded, links), called };
}

/** Of transactions that share a commit, all entries go in together. @returns what is there once it is committed */
async function append(db: Db, recorded: readonly RecordedEvent[], links: Links | undefined) {
  if (links === undefined) throw new Error('this ledger was opened without the keys of its audit trail');
  const batch = batches.get(db);
  if (batch !== undefined) return batch.add(recorded);
  const fresh = new TrailBatch(db, links);
  if (!doLate(db, () => fresh.write())) return await appendToTrail(db, recorded, links);
  batches.set(db, fresh);
  return fresh.add(recorded);
}

/** Begins the chains of the trail, where they are missing. */
async function begin(engine: Engine, links: Links, clock: Clock): Promise<void> {
  if (await hasChains(engine.db)) return;
  await engine.transaction(async (tx) => {
    await holdSchema(tx);
    const begun = await beginChains(tx, links);
    if (begun !== undefined) await append(tx, [{ kind: 'audit.begun', at: clock.now(), detail: begun }], links);
  }, {});
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
  const engine = await openEngine(place, 'read');
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
