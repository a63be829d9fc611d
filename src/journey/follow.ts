import { findDeliveriesOfReset } from '../ledger/deliveries.ts';
import { findResetByHash } from '../ledger/resets.ts';
import type { DeliveryRow } from '../ledger/schema.ts';
import { accountNameOf } from '../platform/account-name.ts';
import type { Arrival, ArrivalState, FollowOutcome } from './outcomes.ts';
import { DIRECTORY, applicationNameOf } from './parcels.ts';
import type { JourneyParts } from './parts.ts';
import { refusalIn } from './refusal-detail.ts';
import { hashToken, isWellFormed } from './tokens.ts';

/** Step 5: where the password is by now. */
export async function follow(parts: JourneyParts, followToken: string): Promise<FollowOutcome> {
  if (!isWellFormed(followToken)) return { kind: 'unknown' };
  const { db } = parts.ledger;
  const reset = await findResetByHash(db, 'follow_hash', hashToken(followToken));
  if (reset?.accepted_at == null || reset.deadline_at === null) return { kind: 'unknown' };
  const deliveries = newestOf(await findDeliveriesOfReset(db, reset.id));
  const now = parts.clock.now();
  const find = (recipient: string) => deliveries.find((delivery) => delivery.recipient === recipient);
  const directory = find(DIRECTORY);
  const used = reset.accounts.find(({ account_id }) => account_id === reset.account_id);
  if (directory === undefined || used === undefined) return { kind: 'unknown' };
  return {
    kind: 'found',
    account: accountNameOf(used),
    acceptedAt: reset.accepted_at,
    deadlineAt: reset.deadline_at,
    directory: arrivalOf(DIRECTORY, directory, now),
    applications: applicationsOf(parts, deliveries, now),
    settled: !deliveries.some(({ kind, state }) => kind === 'password' && MOVING.includes(state)),
  };
}

/** Something may still become of these. */
const MOVING: readonly DeliveryRow['state'][] = ['held', 'due', 'parked'];

/** The newest delivery to each recipient: the directory may have refused an earlier choice behind the same link. */
function newestOf(deliveries: readonly DeliveryRow[]): readonly DeliveryRow[] {
  return [...new Map(deliveries.map((delivery) => [delivery.recipient, delivery])).values()];
}

/** In the order of the settings; one that has left the settings since comes last. */
function applicationsOf(
  { applications }: JourneyParts,
  deliveries: readonly DeliveryRow[],
  now: number,
): readonly Arrival[] {
  const names = applications.map(({ name }) => name);
  const placeOf = ({ name }: Arrival) => (names.includes(name) ? names.indexOf(name) : names.length);
  return deliveries
    .map((delivery) => ({ delivery, name: applicationNameOf(delivery.recipient) }))
    .filter((each): each is { delivery: DeliveryRow; name: string } => each.name !== undefined)
    .map(({ delivery, name }) => arrivalOf(name, delivery, now))
    .sort((one, other) => placeOf(one) - placeOf(other));
}

function arrivalOf(name: string, delivery: DeliveryRow, now: number): Arrival {
  const state = arrivalStateOf(delivery, now);
  // What is done has its time.
  if (state === 'arrived') return { name, state, at: delivery.finished_at ?? now };
  return { name, state, refusal: state === 'refused' ? refusalIn(delivery.detail) : undefined };
}

function arrivalStateOf({ state, deadline_at }: DeliveryRow, now: number): ArrivalState {
  switch (state) {
    case 'done':
      return 'arrived';
    case 'held':
    case 'due':
      return now > deadline_at ? 'late' : 'under-way';
    case 'expired':
      return 'late';
    // The newer password counts; should the directory refuse that one, this is under way again.
    case 'parked':
    case 'superseded':
      return 'superseded';
    case 'refused':
    case 'withdrawn':
      return 'refused';
  }
}
