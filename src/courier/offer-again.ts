import { nextTryAt } from '../journey/backoff.ts';
import type { JourneyParts } from '../journey/parts.ts';
import { postponeDelivery } from '../ledger/leases.ts';
import type { DeliveryRow } from '../ledger/schema.ts';

/** After how long a delivery is offered again that was sealed with a key that this courier does not have, in milliseconds. */
export const KEY_WAIT_MS = 5000;
/** The clock has ended a lease whose try is still on its way: what is newer waits for it. */
export const LANE_WAIT = { waitMs: 1000, detail: 'another password is on its way there' } as const;

/** Offers a delivery again a little later: nobody is to blame, and no wait grows. */
export async function offerAgain(
  { ledger, clock }: Pick<JourneyParts, 'ledger' | 'clock'>,
  delivery: DeliveryRow,
  { waitMs, detail }: { readonly waitMs: number; readonly detail: string },
): Promise<void> {
  const dueAt = nextTryAt({ now: clock.now(), waitMs, deadlineAt: delivery.deadline_at });
  await postponeDelivery(ledger.db, delivery, { dueAt, detail });
}
