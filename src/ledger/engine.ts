import type { Db } from './schema.ts';

export interface TransactionOptions {
  /**
   * Stable ids of the accounts whose standing is decided here: which link is live, which password is the newest. Two
   * transactions that share one never run at the same time, whatever the engine and however many processes.
   */
  readonly accounts?: readonly string[];
}

/** @param rows that name the accounts */
export function deciding(rows: readonly { readonly account_id: string | null }[]): TransactionOptions {
  return { accounts: rows.map(({ account_id }) => account_id).filter((id) => id !== null) };
}

/** Runs transactions: all of it or nothing, durable once it returns. */
export interface Transacts {
  transaction<T>(work: (tx: { readonly db: Db }) => Promise<T>, options?: TransactionOptions): Promise<T>;
}

/** What the ledger asks of a database. */
export interface Engine extends AsyncDisposable {
  readonly db: Db;
  /**
   * All of it or nothing; durable once this returns. `work` may be run again from the start where the database says that
   * this is worth it, so it changes nothing outside the transaction.
   * @throws AppError LEDGER_UNAVAILABLE
   */
  transaction<T>(work: (tx: Db) => Promise<T>, options: TransactionOptions): Promise<T>;
  /** Tells other processes over the same ledger that something was committed; never fails, and may get lost. */
  call(): void;
  /** Calls `listener` when another process has called; returns what ends that. */
  onCalled(listener: () => void): () => void;
}
