import { findDeliveriesOfReset } from './deliveries.ts';
import { type LedgerEvent, findEventsOfAccounts } from './events.ts';
import { findAccountIdsByNumber } from './resets.ts';
import type { Db, DeliveryRow, ResetAccountRow, ResetRow } from './schema.ts';

/** One mail, notice or password on its way; times are milliseconds since the epoch. */
export interface TimelineDelivery {
  readonly kind: DeliveryRow['kind'];
  readonly recipient: string;
  readonly state: DeliveryRow['state'];
  readonly attempts: number;
  readonly createdAt: number;
  /** When it is tried next, while it is under way. */
  readonly dueAt: number | undefined;
  readonly deadlineAt: number;
  readonly finishedAt: number | undefined;
  /** What the last try met with. */
  readonly detail: string | undefined;
}

/** One reset, from the request to the last delivery. */
export interface TimelineReset {
  readonly id: string;
  readonly number: string;
  readonly login: string;
  readonly purpose: ResetRow['purpose'];
  readonly state: ResetRow['state'];
  /** Masked. */
  readonly address: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly openedAt: number | undefined;
  readonly acceptedAt: number | undefined;
  readonly deadlineAt: number | undefined;
  readonly endedAt: number | undefined;
  /** Whose password was chosen, where several accounts share the link. */
  readonly usedFor: 'this-account' | 'another-account' | undefined;
  readonly deliveries: readonly TimelineDelivery[];
  readonly events: readonly LedgerEvent[];
}

/** Everything the ledger knows of one person, oldest first. */
export interface Timeline {
  readonly resets: readonly TimelineReset[];
  /** Entries of the audit trail that belong to none of them: no link was issued, or the reset has been forgotten since. */
  readonly events: readonly LedgerEvent[];
}

/** @param number a number or a login, as it was when the link was issued */
export async function findTimeline(db: Db, number: string): Promise<Timeline> {
  const accountIds = await findAccountIdsByNumber(db, number);
  const events = await findEventsOfAccounts(db, accountIds);
  const rows = await findResetsOf(db, accountIds);
  const resets = await Promise.all(
    rows.map(async (row) => {
      const deliveries = await findDeliveriesOfReset(db, row.id);
      return toTimelineReset(row, {
        deliveries: deliveries.filter(({ account_id: id }) => id === null || id === row.account_id).map(toDelivery),
        events: events.filter(({ resetId }) => resetId === row.id),
      });
    }),
  );
  const known = new Set(rows.map(({ id }) => id));
  return { resets, events: events.filter(({ resetId }) => resetId === undefined || !known.has(resetId)) };
}

type Row = Omit<ResetRow, 'account_id'> &
  Pick<ResetAccountRow, 'number' | 'login' | 'account_id'> & { used_for: string | null };

async function findResetsOf(db: Db, accountIds: readonly string[]): Promise<readonly Row[]> {
  if (accountIds.length === 0) return [];
  return await db
    .selectFrom('reset_account')
    .innerJoin('reset', 'reset.id', 'reset_account.reset_id')
    .selectAll('reset')
    .select(['reset_account.number', 'reset_account.login', 'reset_account.account_id'])
    .select('reset.account_id as used_for')
    .where('reset_account.account_id', 'in', accountIds)
    .orderBy('reset.created_at')
    .orderBy('reset.id')
    .execute();
}

function toTimelineReset(row: Row, more: Pick<TimelineReset, 'deliveries' | 'events'>): TimelineReset {
  const { id, number, login, purpose, state, address_masked: address } = row;
  return {
    ...{ id, number, login, purpose, state, address },
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    openedAt: row.opened_at ?? undefined,
    acceptedAt: row.accepted_at ?? undefined,
    deadlineAt: row.deadline_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    usedFor: usedForOf(row),
    ...more,
  };
}

function usedForOf({ used_for: usedFor, account_id: accountId }: Row): TimelineReset['usedFor'] {
  if (usedFor === null) return undefined;
  return usedFor === accountId ? 'this-account' : 'another-account';
}

function toDelivery(row: DeliveryRow): TimelineDelivery {
  const { kind, recipient, state, attempts } = row;
  return {
    ...{ kind, recipient, state, attempts },
    createdAt: row.created_at,
    dueAt: state === 'due' ? row.due_at : undefined,
    deadlineAt: row.deadline_at,
    finishedAt: row.finished_at ?? undefined,
    detail: row.detail ?? undefined,
  };
}
