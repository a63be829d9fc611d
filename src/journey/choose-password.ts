import type { Reset } from '../ledger/resets.ts';
import type { DeliveryRow, ResetAccountRow } from '../ledger/schema.ts';
import { startDeadline } from '../platform/deadline.ts';
import { Secret } from '../platform/secret.ts';
import { normalizePassword } from '../policy/characters.ts';
import { checkPassword } from '../policy/check-password.ts';
import { type Accepted, acceptPassword } from './accept-password.ts';
import type { Account } from '../systems/directory.ts';
import { type Trying, findPasswordsSpent, takePassword, throttleGuesses } from './budgets.ts';
import { findReset, linkStateOf } from './links.ts';
import { mailLanguage } from './mail-language.ts';
import type { ChoosePassword, ChoosePasswordOutcome, ClientNetwork, OpenLink } from './outcomes.ts';
import type { JourneyParts } from './parts.ts';
import { recheckAccount } from './recheck.ts';
import { type SetOutcome, setInDirectory } from './set-password.ts';
import { type OwnRefusal, settleDirectory, settleOwnRefusal } from './settle-directory.ts';
import { newToken } from './tokens.ts';

/** How long a person waits for the directory before they are told "within the hour". */
const OWN_TRY_MS = 5000;

/** Step 3: a password is chosen. The policy speaks first: a password that falls short does not use the link up. */
export async function choosePassword(parts: JourneyParts, choice: ChoosePassword): Promise<ChoosePasswordOutcome> {
  const reset = await findReset(parts, choice.token);
  const link = linkStateOf(reset, parts.clock.now());
  if (reset === undefined) {
    return (await throttleGuesses(parts, choice.client)) ?? { kind: 'dead', link: { kind: 'malformed' } };
  }
  if (link.kind !== 'open') return { kind: 'dead', link };
  if (choice.resetId !== undefined && choice.resetId !== reset.id) return { kind: 'other-link' };
  const throttled = await findPasswordsSpent(parts, { resetId: reset.id, client: choice.client });
  if (throttled !== undefined) return throttled;
  const linked = accountOf(reset, link, choice.position);
  if (linked === undefined) return { kind: 'account-needed', link };
  const recheck = await recheckAccount(parts, { reset, linked });
  if (recheck.kind === 'stale') return await dropStale(parts, { reset, choice, why: recheck.why });
  const person = recheck.kind === 'fits' ? recheck.account : undefined;
  const fault = await faultOf(parts, choice, { number: linked.number, login: linked.login, name: person?.name ?? '' });
  if (fault !== undefined) return await noteShort(parts, { resetId: reset.id, client: choice.client }, fault);
  return await accept(parts, { reset, linked, choice, person });
}

function accountOf(reset: Reset, link: OpenLink, position: number | undefined): ResetAccountRow | undefined {
  const wanted = position ?? (link.accounts.length === 1 ? link.accounts[0].position : undefined);
  return reset.accounts.find((account) => account.position === wanted);
}

async function faultOf(
  { policy, applications, breached: list }: JourneyParts,
  choice: ChoosePassword,
  person: { number: string; login: string; name: string },
): Promise<ChoosePasswordOutcome | undefined> {
  const password = normalizePassword(choice.password.reveal());
  const capacities = applications.flatMap(({ name, capacity }) =>
    capacity === undefined ? [] : [{ application: name, capacity }],
  );
  const breached = (await list?.has(new Secret(password))) ?? false;
  const { refusals } = checkPassword({ policy, password, person, capacities, breached });
  const differ = password !== normalizePassword(choice.confirmation.reveal());
  return refusals.length > 0 || differ ? { kind: 'falls-short', shortcomings: refusals, differ } : undefined;
}

async function noteShort(
  parts: JourneyParts,
  trying: Trying,
  fault: ChoosePasswordOutcome,
): Promise<ChoosePasswordOutcome> {
  await parts.ledger.transaction(async (tx) => {
    await tx.record({ kind: 'password.falls-short', resetId: trying.resetId });
    await takePassword(parts, tx, trying);
  });
  return fault;
}

/** The change that made it stale may be this very link's, used at the same moment. */
async function dropStale(
  parts: JourneyParts,
  { reset, choice, why }: { readonly reset: Reset; readonly choice: ChoosePassword; readonly why: string },
): Promise<ChoosePasswordOutcome> {
  const link = linkStateOf(await findReset(parts, choice.token), parts.clock.now());
  if (link.kind !== 'open') return { kind: 'dead', link };
  await parts.ledger.transaction((tx) => tx.record({ kind: 'link.stale', resetId: reset.id, detail: { why } }));
  return { kind: 'dead', link: { kind: 'stale' } };
}

interface Acceptable {
  readonly reset: Reset;
  readonly linked: ResetAccountRow;
  readonly choice: ChoosePassword;
  /** As the directory knows them now; undefined when it cannot be reached. */
  readonly person: Account | undefined;
}

async function accept(
  parts: JourneyParts,
  { reset, linked, choice, person }: Acceptable,
): Promise<ChoosePasswordOutcome> {
  const follow = newToken(parts.random);
  const password = normalizePassword(choice.password.reveal());
  const addresses = person === undefined ? undefined : [...person.addresses, ...person.notify];
  const language = mailLanguage(parts, person === undefined ? [] : [person], choice.language);
  const acceptance = { reset, linked, password, language, followHash: follow.hash, addresses };
  const accepted = await acceptPassword(parts, acceptance);
  if (accepted === undefined) {
    const link = linkStateOf(await findReset(parts, choice.token), parts.clock.now());
    return { kind: 'dead', link: link.kind === 'open' ? { kind: 'used', at: parts.clock.now() } : link };
  }
  const answer =
    person !== undefined ? await tryAtOnce(parts, accepted, choice.client) : await leaveToCourier(parts, accepted);
  if (answer !== 'done' && answer !== 'pending') return answer;
  return { kind: 'accepted', applied: answer === 'done', followToken: follow.text };
}

type Answer = 'done' | 'pending' | Extract<ChoosePasswordOutcome, { kind: 'refused' | 'dead' }>;

/**
 * The password is accepted and safe. From here on nothing may end in "nothing was changed": whatever goes wrong now
 * (the ledger goes away), the lease ends, and a courier finishes the work or meets the fault and reports it.
 */
async function tryAtOnce(parts: JourneyParts, accepted: Accepted, client: ClientNetwork): Promise<Answer> {
  const { delivery, mine, held } = accepted;
  if (!mine) return 'pending';
  try {
    const outcome = await setOnOwn(parts, accepted);
    switch (outcome.kind) {
      case 'refused':
        return await answerRefused(parts, delivery, { ...outcome, client });
      case 'stale': {
        const settled = await settleOwnRefusal(parts, delivery, { reason: 'other', detail: outcome.detail, client });
        return settled === 'taken-over' || settled === 'arrived'
          ? 'pending'
          : { kind: 'dead', link: { kind: 'stale' } };
      }
      case 'done':
      case 'later':
        await settleDirectory(parts, delivery, { outcome, held });
        return outcome.kind === 'done' ? 'done' : 'pending';
    }
  } catch {
    return 'pending';
  }
}

async function setOnOwn(parts: JourneyParts, { delivery, parcel }: Accepted): Promise<SetOutcome> {
  using deadline = startDeadline(OWN_TRY_MS);
  const trying = { delivery, parcel, rechecked: true };
  return await parts.lanes.during(delivery.lane, () => setInDirectory(parts, trying, deadline.signal));
}

async function answerRefused(parts: JourneyParts, delivery: DeliveryRow, refused: OwnRefusal): Promise<Answer> {
  switch (await settleOwnRefusal(parts, delivery, refused)) {
    case 'reopened':
      return { kind: 'refused', reason: refused.reason };
    case 'superseded':
      return { kind: 'dead', link: { kind: 'superseded' } };
    case 'taken-over':
      return 'pending';
    case 'arrived':
      return 'done';
  }
}

async function leaveToCourier(parts: JourneyParts, { delivery, mine }: Accepted): Promise<Answer> {
  const detail = 'the directory could not be reached when the password was chosen';
  try {
    if (mine) await settleDirectory(parts, delivery, { outcome: { kind: 'later', detail } });
  } catch {
    // As above: the lease ends by itself.
  }
  return 'pending';
}
