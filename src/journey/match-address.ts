import { pickStored } from '../platform/address.ts';
import type { Account } from '../systems/directory.ts';

/** Who holds an address, one account at least, and how the directory spells it: mails go nowhere else. */
export interface Holders {
  readonly accounts: readonly Account[];
  readonly to: string;
}

/**
 * Those of the accounts that a directory found which hold this very address: its own comparison may be looser than ours
 * (accents, look-alikes), and both must agree. Undefined when there are none. Pure.
 */
export function matchAddress(typed: string, found: readonly Account[]): Holders | undefined {
  const accounts = found.filter(({ addresses }) => pickStored(typed, addresses) !== undefined);
  const to = accounts[0] === undefined ? undefined : pickStored(typed, accounts[0].addresses);
  return to === undefined ? undefined : { accounts, to };
}
