import type { Reset } from '../ledger/resets.ts';
import type { DeliveryRow, ResetAccountRow } from '../ledger/schema.ts';
import { AppError } from '../platform/errors.ts';
import { normalizePassword } from '../policy/characters.ts';
import { checkPassword } from '../policy/check-password.ts';
import { type Accepted, OWN_TRY_LEASE_MS, acceptPassword } from './accept-password.ts';
import { findReset, linkStateOf } from './links.ts';
import type { ChoosePassword, ChoosePasswordOutcome, OpenLink } from './outcomes.ts';
import { DIRECTORY } from './parcels.ts';
import type { JourneyParts } from './parts.ts';
import { recheckAccount } from './recheck.ts';
import { throttleClient } from './request-link.ts';
import { setInDirectory } from './set-password.ts';
import { settleDirectory, settleOwnRefusal } from './settle-directory.ts';
import { newToken } from './tokens.ts';

/** How long a person waits for the directory before they are told "within the hour". */
const OWN_TRY_MS = 5000;

/** Step 3: a password is chosen. The policy speaks first: a password that falls short does not use the link up. */
export async function choosePassword(parts: JourneyParts, choice: ChoosePassword): Promise<ChoosePasswordOutcome> {
  const reset = await findReset(parts, choice.token);
  const link = linkStateOf(reset, parts.clock.now());
  if (reset === undefined) {
    return (await throttleClient(parts, choice.client)) ?? { kind: 'dead', link: { kind: 'malformed' } };
  }
  if (link.kind !== 'open') return { kind: 'dead', link };
  if (choice.resetId !== undefined && choice.resetId !== reset.id) return { kind: 'other-link' };
  const linked = accountOf(reset, link, choice.position);
  if (linked === undefined) return { kind: 'account-needed', link };
  const recheck = await recheckAccount(parts, reset, linked);
  if (recheck.kind === 'stale') return await dropStale(parts, reset, recheck.why);
  const person = recheck.kind === 'fits' ? recheck.account : undefined;
  const fault = faultOf(parts, choice, { number: linked.number, login: linked.login, name: person?.name ?? '' });
  if (fault !== undefined) return fault;
  return await accept(parts, { reset, linked, choice, reachable: recheck.kind === 'fits' });
}

function accountOf(reset: Reset, link: OpenLink, position: number | undefined): ResetAccountRow | undefined {
  const wanted = position ?? (link.accounts.length === 1 ? link.accounts[0].position : undefined);
  return reset.accounts.find((account) => account.position === wanted);
}

function faultOf(
  { policy }: JourneyParts,
  choice: ChoosePassword,
  person: { number: string; login: string; name: string },
): ChoosePasswordOutcome | undefined {
  const password = normalizePassword(choice.password.reveal());
  const { refusals } = checkPassword({ policy, password, person });
  const differ = password !== normalizePassword(choice.confirmation.reveal());
  return refusals.length > 0 || differ ? { kind: 'falls-short', shortcomings: refusals, differ } : undefined;
}

async function dropStale(parts: JourneyParts, reset: Reset, why: string): Promise<ChoosePasswordOutcome> {
  await parts.ledger.transaction((tx) => tx.record({ kind: 'link.stale', resetId: reset.id, detail: { why } }));
  return { kind: 'dead', link: { kind: 'stale' } };
}

interface Acceptable {
  readonly reset: Reset;
  readonly linked: ResetAccountRow;
  readonly choice: ChoosePassword;
  readonly reachable: boolean;
}

async function accept(
  parts: JourneyParts,
  { reset, linked, choice, reachable }: Acceptable,
): Promise<ChoosePasswordOutcome> {
  const follow = newToken(parts.random);
  const password = normalizePassword(choice.password.reveal());
  const acceptance = { reset, linked, password, language: choice.language, followHash: follow.hash };
  const accepted = await acceptPassword(parts, acceptance);
  if (accepted === undefined) {
    const link = linkStateOf(await findReset(parts, choice.token), parts.clock.now());
    return { kind: 'dead', link: link.kind === 'open' ? { kind: 'malformed' } : link };
  }
  const tried = reachable && accepted.mine ? await tryAtOnce(parts, accepted) : await leaveToCourier(parts, accepted);
  if (tried.kind === 'refused') return tried;
  return { kind: 'accepted', applied: tried.kind === 'done', followToken: follow.text };
}

type Tried =
  { readonly kind: 'done' } | { readonly kind: 'pending' } | Extract<ChoosePasswordOutcome, { kind: 'refused' }>;

/**
 * The password is accepted and safe. From here on nothing may end in "nothing was changed": if the ledger goes away
 * now, the lease ends and a courier finishes the work.
 */
async function tryAtOnce(parts: JourneyParts, { directory, parcel }: Accepted): Promise<Tried> {
  const delivery = ownDelivery(parts, { directory, parcel, mine: true });
  const outcome = await setInDirectory(parts, { delivery, parcel, rechecked: true }, AbortSignal.timeout(OWN_TRY_MS));
  try {
    if (outcome.kind === 'refused') {
      await settleOwnRefusal(parts, delivery, outcome);
      return { kind: 'refused', reason: outcome.reason };
    }
    await settleDirectory(parts, delivery, outcome);
    return outcome.kind === 'done' ? outcome : { kind: 'pending' };
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'LEDGER_UNAVAILABLE') return { kind: 'pending' };
    throw thrown;
  }
}

async function leaveToCourier(parts: JourneyParts, accepted: Accepted): Promise<Tried> {
  if (accepted.mine) {
    const detail = 'the directory could not be reached when the password was chosen';
    await settleDirectory(parts, ownDelivery(parts, accepted), { kind: 'later', detail });
  }
  return { kind: 'pending' };
}

/** The row that was just written, as the settling rules need it. */
function ownDelivery({ owner }: JourneyParts, { directory, parcel }: Accepted): DeliveryRow {
  return {
    id: directory.id,
    reset_id: directory.resetId,
    kind: 'password',
    recipient: DIRECTORY,
    lane: null,
    account_id: parcel.accountId,
    state: 'due',
    attempts: 1,
    created_at: directory.now,
    due_at: directory.now,
    deadline_at: directory.deadlineAt,
    lease_owner: owner,
    lease_until: directory.now + OWN_TRY_LEASE_MS,
    finished_at: null,
    detail: null,
  };
}
