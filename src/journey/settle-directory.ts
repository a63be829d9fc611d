import { endUnderWay, finishDelivery, getDeliveryState, wasOvertaken } from '../ledger/deliveries.ts';
import { releaseHeld } from '../ledger/releases.ts';
import { deciding } from '../ledger/engine.ts';
import { giveLeaseBack, postponeDelivery } from '../ledger/leases.ts';
import type { LedgerTransaction } from '../ledger/ledger.ts';
import { endReset, findOpenResets, getReset, reopenReset } from '../ledger/resets.ts';
import type { DeliveryRow } from '../ledger/schema.ts';
import { languageOf } from '../platform/language.ts';
import type { Refusal } from '../systems/directory.ts';
import { aboutDelivery } from './about-delivery.ts';
import type { Held } from './accept-password.ts';
import { backoffMs, nextTryAt } from './backoff.ts';
import { takePassword } from './budgets.ts';
import type { Lease } from './hand-over.ts';
import { type PreparedLink, prepareLink, writeLink } from './issue-link.ts';
import type { ClientNetwork } from './outcomes.ts';
import { DIRECTORY } from './parcels.ts';
import { resumeNewest, supersedeParked } from './parking.ts';
import type { JourneyParts } from './parts.ts';
import { addressOfReset } from './restart-link.ts';
import type { SetOutcome } from './set-password.ts';

/** What came of a try, and what was waiting for it, where this process has that in memory. */
export interface Tried {
  readonly outcome: SetOutcome;
  readonly held?: readonly Held[];
}

/** Records what came of a try at the directory and sets in motion what follows from it. */
export async function settleDirectory(
  parts: JourneyParts,
  delivery: DeliveryRow,
  { outcome, held = [] }: Tried,
): Promise<void> {
  switch (outcome.kind) {
    case 'done': {
      await settleDone(parts, delivery, held);
      return;
    }
    case 'refused': {
      await settleRefusedLater(parts, delivery, { reason: outcome.reason, detail: outcome.detail });
      return;
    }
    case 'stale': {
      await settleRefusedLater(parts, delivery, { reason: 'other', detail: outcome.detail });
      return;
    }
    case 'later': {
      await putOff(parts, delivery, outcome.detail);
      return;
    }
  }
}

/** Puts a delivery off with a growing, jittered wait. */
export async function putOff(parts: JourneyParts, delivery: DeliveryRow, detail: string): Promise<void> {
  await postpone(parts, delivery, { detail, waitMs: backoffMs(delivery.attempts, parts.random) });
}

/** Puts a delivery off for about this long. */
export async function postpone(
  { ledger, clock }: JourneyParts,
  delivery: DeliveryRow,
  { detail, waitMs }: { readonly detail: string; readonly waitMs: number },
): Promise<void> {
  const dueAt = nextTryAt({ now: clock.now(), waitMs, deadlineAt: delivery.deadline_at });
  await ledger.transaction(async (tx) => {
    if (!(await postponeDelivery(tx.db, delivery, { dueAt, detail }))) return;
    await tx.record(aboutDelivery('delivery.retry', delivery, { detail, attempts: delivery.attempts }));
  });
}

/**
 * Ends a delivery, unless a newer password ended it while it was being carried. One that was parked meanwhile ends only
 * by what cannot be undone: it has arrived, or the directory will not have it. A refusal counts only while the lease
 * holds: later it may be the answer to what another courier has set meanwhile.
 */
export async function finish(
  tx: LedgerTransaction,
  delivery: DeliveryRow,
  end: { state: 'done' | 'refused' | 'expired' | 'withdrawn'; now: number; detail?: string },
): Promise<boolean> {
  const under = end.state === 'refused' ? { under: delivery } : {};
  const evenParked = end.state === 'done' || (end.state === 'refused' && delivery.recipient === DIRECTORY);
  if (await finishDelivery(tx.db, { id: delivery.id, ...end, ...under, evenParked })) return true;
  const held = await giveLeaseBack(tx.db, delivery);
  // Its lane is free: a newer password may have waited for it.
  tx.callCouriers();
  if (!held && end.state === 'done' && (await wasOvertaken(tx.db, delivery))) {
    await tx.record(aboutDelivery('delivery.overtaken', delivery));
  }
  return false;
}

async function settleDone(
  { ledger, clock, handOver }: JourneyParts,
  delivery: DeliveryRow,
  held: readonly Held[],
): Promise<void> {
  const now = clock.now();
  const { reset_id: resetId, account_id: accountId } = delivery;
  using places = new DisposableStack();
  const ready = held.flatMap((each) => {
    const place = handOver?.reserve(each.delivery.recipient);
    return place === undefined ? [] : [{ ...each, place: places.use(place) }];
  });
  const carried = ready.map(({ delivery: { id }, place: { lease } }) => ({ id, lease }));
  const released = await ledger.transaction(
    async (tx) => {
      if (!(await finish(tx, delivery, { state: 'done', now }))) return new Set<string>();
      const ours = await releaseHeld(tx, { resetId, now, carried });
      await tx.record(aboutDelivery('delivery.done', delivery));
      if (accountId !== null) await supersedeParked(tx, { accountId, resetId }, now);
      return ours;
    },
    deciding([delivery]),
  );
  for (const { delivery: row, parcel, place } of ready) {
    if (released.has(row.id)) place.carry(underLease(row, place.lease), parcel);
  }
}

/** As `releaseHeld` has left it in the ledger. */
function underLease(row: DeliveryRow, { owner, until }: Lease): DeliveryRow {
  return { ...row, state: 'due', attempts: 1, lease_owner: owner, lease_until: until };
}

/** What a refusal in the person's presence leaves them with. */
export type RefusedNow =
  /** The same link is good again. */
  | 'reopened'
  /** A newer link was asked for, or used, in these few seconds: that one counts. */
  | 'superseded'
  /** The try took so long that a courier has taken over, and has not finished. */
  | 'taken-over'
  /** It took over and has set the password: the refusal says just that. */
  | 'arrived';

export interface OwnRefusal {
  readonly reason: Refusal;
  readonly detail: string;
  /** Where the password came from. */
  readonly client: ClientNetwork;
}

/** The directory refuses while the person is still there: the link opens again and everything held back is withdrawn. */
export async function settleOwnRefusal(
  parts: JourneyParts,
  delivery: DeliveryRow,
  { reason, detail, client }: OwnRefusal,
): Promise<RefusedNow> {
  const { ledger, clock } = parts;
  const now = clock.now();
  const { reset_id: resetId } = delivery;
  const { accounts } = await getReset(ledger.db, resetId);
  return await ledger.transaction(async (tx) => {
    const state = await getDeliveryState(tx.db, delivery.id);
    if (!(await finish(tx, delivery, { state: 'refused', now, detail }))) return withoutLease(state);
    await withdraw(tx, delivery, now);
    await tx.record(aboutDelivery('password.refused', delivery, { reason }));
    const accountIds = accounts.map((account) => account.account_id);
    const newer = await findOpenResets(tx.db, accountIds, now);
    if (state === 'parked' || newer.length > 0) {
      await endReset(tx.db, { id: resetId, state: 'refused', now });
      return 'superseded';
    }
    await reopenReset(tx.db, resetId);
    await takePassword(parts, tx, { resetId, client });
    return 'reopened';
  }, deciding(accounts));
}

/** A refused password goes nowhere else; the one that was chosen before it, if any is parked, goes on. */
async function withdraw(
  tx: LedgerTransaction,
  { reset_id: resetId, account_id: accountId }: DeliveryRow,
  now: number,
): Promise<void> {
  await endUnderWay(tx.db, { resetIds: [resetId], kinds: ['password', 'notice'], state: 'withdrawn', now });
  if (accountId !== null) await resumeNewest(tx, { accountId, resetId }, now);
}

function withoutLease(state: DeliveryRow['state']): RefusedNow {
  if (state === 'done') return 'arrived';
  return state === 'due' ? 'taken-over' : 'superseded';
}

/** The directory refuses after the person has left: they get a mail with a new link, if the address is still theirs. */
async function settleRefusedLater(
  parts: JourneyParts,
  delivery: DeliveryRow,
  { reason, detail }: { reason: Refusal; detail: string },
): Promise<void> {
  const replacement = await prepareReplacement(parts, delivery, reason);
  if (replacement === 'unreachable') {
    await putOff(parts, delivery, detail);
    return;
  }
  const now = parts.clock.now();
  const { reset_id: resetId } = delivery;
  await parts.ledger.transaction(
    async (tx) => {
      const isParked = (await getDeliveryState(tx.db, delivery.id)) === 'parked';
      if (!(await finish(tx, delivery, { state: 'refused', now, detail }))) return;
      await withdraw(tx, delivery, now);
      await endReset(tx.db, { id: resetId, state: 'refused', now });
      // Who has chosen another since needs no link to choose another.
      const mailed = replacement !== undefined && !isParked;
      if (mailed) await writeLink(tx, replacement);
      await tx.record(aboutDelivery('password.refused-later', delivery, { reason, detail, mailed }));
    },
    deciding([delivery, ...(replacement?.reset.accounts ?? [])]),
  );
}

async function prepareReplacement(
  parts: JourneyParts,
  delivery: DeliveryRow,
  reason: Refusal,
): Promise<PreparedLink | undefined | 'unreachable'> {
  if (delivery.account_id === null) return undefined;
  const reset = await getReset(parts.ledger.db, delivery.reset_id);
  const found = await parts.directory.findById(delivery.account_id);
  if (found.kind === 'unreachable') return 'unreachable';
  if (found.kind === 'absent') return undefined;
  const to = addressOfReset(parts, reset, found.account);
  if (to === undefined) return undefined;
  const language = languageOf(reset.language) ?? parts.settings.defaultLanguage;
  return await prepareLink(parts, {
    accounts: [found.account],
    to,
    language,
    purpose: reset.purpose,
    refusedFor: reason,
  });
}
