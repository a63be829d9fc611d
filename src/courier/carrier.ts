import type { Parcel } from '../journey/parcels.ts';
import type { DeliveryRow } from '../ledger/schema.ts';

/** How a try went, as far as the health of the recipient goes. */
export type Health =
  /** It answered; whatever it said, it is up. */
  | 'well'
  /** No answer, or "not now". */
  | 'ailing';

/** What came of a try. */
export interface Tried {
  readonly health: Health;
  /** Has the outcome recorded. The recipient has answered by now: others may have its place. */
  readonly settle: () => Promise<void>;
}

/** Takes deliveries to one recipient: the directory, the mail relay, an application. */
export interface Carrier {
  /** As deliveries name it. */
  readonly recipient: string;
  /** How many may be on their way to it at once. */
  readonly concurrency: number;
  /** After how long a try is given up, in milliseconds. */
  readonly timeoutMs: number;
  /** Tries once. */
  carry(delivery: DeliveryRow, parcel: Parcel, signal: AbortSignal): Promise<Tried>;
}
