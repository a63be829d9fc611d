import type { DeliveryRow } from '../ledger/schema.ts';
import { aboutDelivery } from './about-delivery.ts';
import type { JourneyParts } from './parts.ts';
import { endUndelivered } from './settle-application.ts';
import { finish } from './settle-directory.ts';

const DETAIL = 'the deadline passed';

/** Ends deliveries whose deadline has passed: their content is erased, the alarm is raised, the person is told. */
export async function settleOverdue(parts: JourneyParts, overdue: readonly DeliveryRow[]): Promise<void> {
  const passwords = overdue.filter(({ kind }) => kind === 'password');
  for (const group of Object.values(Object.groupBy(passwords, ({ reset_id }) => reset_id))) {
    if (group === undefined) continue;
    await endUndelivered(parts, group, { state: 'expired', detail: DETAIL });
  }
  for (const delivery of overdue) if (delivery.kind !== 'password') await expire(parts, delivery);
}

async function expire({ ledger, clock }: JourneyParts, delivery: DeliveryRow): Promise<void> {
  await ledger.transaction(async (tx) => {
    if (await finish(tx, delivery, { state: 'expired', now: clock.now(), detail: DETAIL })) {
      await tx.record(aboutDelivery('delivery.expired', delivery, { detail: DETAIL, attempts: delivery.attempts }));
    }
  });
}
