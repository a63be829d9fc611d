import type { DeliveryRow } from '../ledger/schema.ts';
import type { Parcel } from './parcels.ts';

/** A claim on a delivery that is about to be written. */
export interface Lease {
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** A courier's free place at one recipient, kept until something is carried in it or it is given up. */
export interface Place extends Disposable {
  /** What the delivery is to be written with, so that no other courier takes it. */
  readonly lease: Lease;
  /** Carries it now, from memory: to be called once it is committed under the lease. */
  carry(delivery: DeliveryRow, parcel: Parcel): void;
}

/**
 * A courier in this process. What is written with one of its places needs not be looked for, claimed, read back and
 * opened; should the process die, the lease ends and any courier finds it in the ledger as usual.
 */
export interface HandOver {
  /** @returns undefined when the recipient has no place free, is being spared, or the courier stops */
  reserve(recipient: string): Place | undefined;
}
