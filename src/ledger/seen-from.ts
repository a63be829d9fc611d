import type { Ledger } from './ledger.ts';

/** The same ledger, for what one request sets in motion: its entries of the audit trail name the client's network. */
export function seenFrom(ledger: Ledger, client: string): Ledger {
  return {
    ...ledger,
    transaction: (work, options) =>
      ledger.transaction((tx) => work({ ...tx, record: (event) => tx.record({ client, ...event }) }), options),
  };
}
