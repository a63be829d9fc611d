import { endUnderWay, insertDeliveries } from '../ledger/deliveries.ts';
import { deciding } from '../ledger/engine.ts';
import { postponeDelivery } from '../ledger/leases.ts';
import type { LedgerTransaction } from '../ledger/ledger.ts';
import type { DeliveryRow } from '../ledger/schema.ts';
import { getReset } from '../ledger/resets.ts';
import { languageOf } from '../platform/language.ts';
import type { Message } from '../mail/message.ts';
import type { Carried } from '../systems/application.ts';
import type { Refusal } from '../systems/directory.ts';
import { aboutDelivery } from './about-delivery.ts';
import { refusalDetail } from './refusal-detail.ts';
import { NOTICE_LIFE_MS } from './accept-password.ts';
import { backoffMs, nextTryAt, waitingMs } from './backoff.ts';
import { DIRECTORY, NOTICE, applicationNameOf, seal } from './parcels.ts';
import { expireParked } from './parking.ts';
import type { JourneyParts } from './parts.ts';
import { finish } from './settle-directory.ts';

/** Records what came of a try at an application. */
export async function settleApplication(parts: JourneyParts, delivery: DeliveryRow, carried: Carried): Promise<void> {
  const now = parts.clock.now();
  switch (carried.kind) {
    case 'done': {
      await parts.ledger.transaction(async (tx) => {
        if (await finish(tx, delivery, { state: 'done', now }))
          await tx.record(aboutDelivery('delivery.done', delivery));
      });
      return;
    }
    case 'refused': {
      const { detail, reason } = carried;
      await endUndelivered(parts, [delivery], { state: 'refused', detail: refusalDetail(reason, detail), reason });
      return;
    }
    case 'waiting':
    case 'later': {
      await tryAgain(parts, delivery, carried);
      return;
    }
  }
}

async function tryAgain(
  { ledger, clock, random }: JourneyParts,
  delivery: DeliveryRow,
  carried: Extract<Carried, { kind: 'waiting' | 'later' }>,
): Promise<void> {
  const now = clock.now();
  const { detail } = carried;
  const wait =
    carried.kind === 'waiting'
      ? waitingMs(now - delivery.created_at, random)
      : Math.max(backoffMs(delivery.attempts, random), Math.min(carried.afterMs ?? 0, LONGEST_WISH_MS));
  const dueAt = nextTryAt({ now, waitMs: wait, deadlineAt: delivery.deadline_at });
  await ledger.transaction(async (tx) => {
    const postponed = await postponeDelivery(tx.db, delivery, { dueAt, detail });
    if (postponed && carried.kind === 'later') {
      await tx.record(aboutDelivery('delivery.retry', delivery, { detail, attempts: delivery.attempts }));
    }
  });
}

/** A receiver's Retry-After is honoured up to this: the promise allows no longer gap. */
const LONGEST_WISH_MS = 10 * 60_000;

interface UndeliveredEnd {
  readonly state: 'refused' | 'expired';
  readonly detail: string;
  /** Why the application refuses. */
  readonly reason?: Refusal;
}

/**
 * Ends password deliveries of one reset that did not arrive (refused, or their deadline passed), erases them, and has
 * the person told which applications do not have the password.
 */
export async function endUndelivered(
  parts: JourneyParts,
  deliveries: readonly DeliveryRow[],
  { state, detail, reason }: UndeliveredEnd,
): Promise<void> {
  const notice = await prepareNotice(parts, deliveries, reason);
  const now = parts.clock.now();
  await parts.ledger.transaction(async (tx) => {
    const ended: DeliveryRow[] = [];
    for (const delivery of deliveries) {
      if (!(await finish(tx, delivery, { state, now, detail }))) continue;
      ended.push(delivery);
      await tx.record(aboutDelivery(`delivery.${state}`, delivery, { detail, attempts: delivery.attempts }));
    }
    const [first] = ended;
    if (first === undefined || notice === undefined) return;
    await insertDeliveries(tx, [notice]);
    if (ended.some(({ recipient }) => recipient === DIRECTORY)) await giveUp(tx, first, now);
    if (state === 'expired') {
      const recipients = ended.map(({ recipient }) => recipient).join(', ');
      await tx.record({ ...aboutDelivery('promise.missed', first), recipient: recipients });
    }
  }, deciding(deliveries));
}

/** What the directory never got must not be announced as changed, and nothing waits for it any more. */
async function giveUp(
  tx: LedgerTransaction,
  { reset_id: resetId, account_id: accountId }: DeliveryRow,
  now: number,
): Promise<void> {
  await endUnderWay(tx.db, { resetIds: [resetId], kinds: ['notice'], state: 'withdrawn', now, only: 'held' });
  if (accountId !== null) await expireParked(tx, { accountId, resetId }, now);
}

async function prepareNotice(
  parts: JourneyParts,
  deliveries: readonly DeliveryRow[],
  reason: Refusal | undefined,
): Promise<Awaited<ReturnType<typeof seal>> | undefined> {
  const passwords = deliveries.filter(({ kind }) => kind === 'password');
  const accountId = passwords[0]?.account_id ?? undefined;
  const resetId = passwords[0]?.reset_id;
  if (accountId === undefined || resetId === undefined) return undefined;
  const reset = await getReset(parts.ledger.db, resetId);
  const language = languageOf(reset.language) ?? parts.settings.defaultLanguage;
  const applications = passwords
    .map(({ recipient }) => applicationNameOf(recipient))
    .filter((name) => name !== undefined);
  const directory = passwords.some(({ recipient }) => recipient === DIRECTORY);
  const startLink = parts.settings.publicUrl.href;
  const [application] = applications;
  const message: Message =
    reason !== undefined && application !== undefined
      ? { kind: 'refused-by-application', application, reason, startLink }
      : { kind: 'late', directory, applications, startLink };
  return await seal(parts, {
    resetId,
    recipient: NOTICE,
    state: 'due',
    deadlineAt: parts.clock.now() + NOTICE_LIFE_MS,
    parcel: { kind: 'notice', accountId, language, message },
  });
}
