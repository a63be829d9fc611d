import { endUnderWay } from '../ledger/deliveries.ts';
import { deciding } from '../ledger/engine.ts';
import type { DeliveryRow } from '../ledger/schema.ts';
import { DIRECTORY } from './parcels.ts';
import type { JourneyParts } from './parts.ts';
import { endUndelivered } from './settle-application.ts';
import { aboutDelivery, finish } from './settle-directory.ts';

const DETAIL = 'the deadline passed';

/** Ends deliveries whose deadline has passed: their content is erased, the alarm is raised, the person is told. */
export async function settleOverdue(parts: JourneyParts, overdue: readonly DeliveryRow[]): Promise<void> {
  const passwords = overdue.filter(({ kind }) => kind === 'password');
  for (const group of Object.values(Object.groupBy(passwords, ({ reset_id }) => reset_id))) {
    if (group === undefined) continue;
    await endUndelivered(parts, group, { state: 'expired', detail: DETAIL });
    if (group.some(({ recipient }) => recipient === DIRECTORY)) await withdrawConfirmation(parts, group);
  }
  for (const delivery of overdue) if (delivery.kind !== 'password') await expire(parts, delivery);
}

/** What was never set must not be announced as changed. */
async function withdrawConfirmation({ ledger, clock }: JourneyParts, [first]: readonly DeliveryRow[]): Promise<void> {
  if (first === undefined) return;
  await ledger.transaction(
    async (tx) => {
      const held = { resetIds: [first.reset_id], kinds: ['notice'], state: 'withdrawn', now: clock.now() } as const;
      await endUnderWay(tx.db, { ...held, only: 'held' });
    },
    deciding([first]),
  );
}

async function expire({ ledger, clock }: JourneyParts, delivery: DeliveryRow): Promise<void> {
  await ledger.transaction(async (tx) => {
    if (await finish(tx, delivery, { state: 'expired', now: clock.now(), detail: DETAIL })) {
      await tx.record(aboutDelivery('delivery.expired', delivery, { detail: DETAIL, attempts: delivery.attempts }));
    }
  });
}
