import { insertDeliveries } from '../ledger/deliveries.ts';
import { forgetReset, insertReset } from '../ledger/resets.ts';
import type { DeliveryRow } from '../ledger/schema.ts';
import { seenFrom } from '../ledger/seen-from.ts';
import type { FoundAccounts } from '../systems/directory.ts';
import { addressDetail } from './address-detail.ts';
import { buildReset, issueLink } from './issue-link.ts';
import { matchAddress } from './match-address.ts';
import { LOOKUP, type LookupParcel, seal } from './parcels.ts';
import type { JourneyParts } from './parts.ts';
import { postpone, putOff } from './settle-directory.ts';
import { newId, newToken } from './tokens.ts';

/** How long a look-up waits at most before it is tried again, and how far apart those that wait for the same are spread. */
const LONGEST_MS = 8 * 60_000;
const SPREAD_MS = 2 * 60_000;

/**
 * Leaves an address for a courier to look up. Whether anybody holds it is not known here yet, so that nothing about the
 * answer (its bytes, its time, what it costs) can tell: all that depends on it happens after the answer, and elsewhere.
 * @returns until when a link would be good, in milliseconds since the epoch
 */
export async function deferLookup(parts: JourneyParts, asked: Omit<LookupParcel, 'kind'>): Promise<number> {
  const { settings, ledger, clock, random } = parts;
  const now = clock.now();
  const id = newId(now, random);
  const expiresAt = now + settings.lifetimeMs;
  const parcel: LookupParcel = { kind: 'lookup', ...asked };
  const addressed = { resetId: id, recipient: LOOKUP, state: 'due', deadlineAt: expiresAt, parcel } as const;
  const delivery = await seal(parts, addressed);
  // A reset that leads to no account yet, and that nobody has a link to: it gives way to the real one.
  const tokens = { token: newToken(random).hash, revoke: newToken(random).hash, code: null };
  const issue = { accounts: [], to: asked.address, language: asked.language, purpose: 'reset' } as const;
  const reset = buildReset(parts, issue, { id, now, ...tokens });
  await ledger.transaction(async (tx) => {
    await insertReset(tx.db, reset);
    if (settings.unknownAddress === 'tell') {
      await tx.record({ kind: 'request.neutral', detail: addressDetail(parts, asked.address) });
    }
    // Nobody is called, and no courier of this process has it in hand: it is met at the next look, a second from now at
    // most. At once, its work would be felt by whatever the same person asks for next, and a known address is more of it.
    await insertDeliveries({ db: tx.db, callCouriers: () => undefined }, [delivery]);
  });
  return expiresAt;
}

/** Does what was put off until the directory has said who holds the address: the link's mail, or nothing. */
export async function settleLookup(
  parts: JourneyParts,
  delivery: DeliveryRow,
  { parcel, found }: { readonly parcel: LookupParcel; readonly found: FoundAccounts },
): Promise<void> {
  if (found.kind === 'unreachable') {
    await putOff(parts, delivery, found.detail);
    return;
  }
  const { address, client, language, waitingHash } = parcel;
  const resetId = delivery.reset_id;
  const seen = { ...parts, ledger: seenFrom(parts.ledger, client) };
  const holders = matchAddress(address, found.accounts);
  if (holders === undefined) {
    await seen.ledger.transaction(async (tx) => {
      if (!(await forgetReset(tx.db, resetId))) return;
      await tx.record({ kind: 'request.unknown', detail: addressDetail(parts, address) });
    });
    return;
  }
  const issued = await issueLink(seen, {
    ...{ ...holders, language, purpose: 'reset', insteadOf: resetId },
    ...(waitingHash !== undefined && { waitingHash }),
  });
  if (issued.kind === 'mails-exhausted') await waitForBudget(parts, delivery, issued.retryAt);
}

/** Nobody was told that the mail has to wait, for the answer would differ: it goes out once there is a budget again. */
async function waitForBudget(parts: JourneyParts, delivery: DeliveryRow, retryAt: number): Promise<void> {
  const { clock, random } = parts;
  // Not all of them at the moment when the next window opens.
  const waitMs = Math.min(LONGEST_MS, retryAt - clock.now()) + Math.round(SPREAD_MS * random.fraction());
  await postpone(parts, delivery, { detail: 'the overall mail budget is spent', waitMs });
}
