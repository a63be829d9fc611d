import type { Settings } from '../../config/settings.ts';
import type { Clock } from '../../platform/clock.ts';
import { startDeadline } from '../../platform/deadline.ts';
import { messageOf } from '../../platform/errors.ts';
import type { Random } from '../../platform/random.ts';
import { Secret } from '../../platform/secret.ts';
import { judgeClock } from '../../systems/clock-line.ts';
import type { Account, CheckLine, Directory, SetPassword } from '../../systems/directory.ts';
import { readGeneralizedTime } from '../../systems/ldap/generalized-time.ts';
import { KeptPassword } from './kept-password.ts';

/** For finding the account and setting the new password; whatever is in hand then is put back. In milliseconds. */
const TRY_MS = 12_000;
/** For putting back, which nobody's impatience cuts short. */
const PUT_BACK_MS = 12_000;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface RightsTools {
  readonly clock: Clock;
  readonly random: Random;
}

interface Trial extends RightsTools {
  readonly directory: Directory;
  readonly number: string;
  readonly kept: KeptPassword;
}

/**
 * Tries on the test account of the settings what the service is there for: sets a password, opens the account with it,
 * and puts the old one back. The file of the settings holds the account's password at every end but those that say so.
 */
export async function checkRights(
  { check: { testAccount }, directory: { type } }: Pick<Settings, 'check' | 'directory'>,
  { open, ...tools }: RightsTools & { readonly open: () => Promise<Directory> },
  signal: AbortSignal,
): Promise<readonly CheckLine[]> {
  if (testAccount === undefined) return type === 'embedded' ? [] : [untried()];
  const { number, passwordFile } = testAccount;
  try {
    using kept = KeptPassword.open(passwordFile);
    if (kept === undefined) return [failure('another check works on the test account', 'Check again once it is done.')];
    await using directory = await open();
    using patience = startDeadline(TRY_MS, signal);
    return await tryAccount({ ...tools, directory, number, kept }, patience.signal);
  } catch (thrown) {
    const mend = 'Let the user that runs the check write the file of check.password, and in its folder.';
    return [failure(`not tried: ${messageOf(thrown)}`, mend)];
  }
}

function untried(): CheckLine {
  const what = 'whether the service account may set passwords was not tried';
  return { level: 'warning', what, mend: 'Name a test account, nobody’s own, in check.account and check.password.' };
}

function failure(what: string, mend: string): CheckLine {
  return { level: 'failure', what, mend };
}

async function tryAccount(trial: Trial, signal: AbortSignal): Promise<readonly CheckLine[]> {
  const { directory, number, kept } = trial;
  const found = await directory.findByNumber(number, signal);
  if (found.kind === 'unreachable')
    return [failure(`not tried: ${found.detail}`, 'See what the directory’s lines say.')];
  if (found.kind === 'absent') return [failure(`there is no account ${number}`, 'Check check.account.')];
  const old = await kept.read();
  if (!(old instanceof Secret)) return [failure(`${kept.file} ${old}`, 'Write the test account’s password into it.')];
  const opened = await directory.verifyPassword(found.account.id, old, signal);
  if (opened.kind === 'valid') return await setAndPutBack(trial, { account: found.account, old }, signal);
  if (opened.kind === 'unreachable')
    return [failure(`not tried: ${opened.detail}`, 'See what the directory’s lines say.')];
  return await takeUp(trial, found.account, signal);
}

/** The password of the file does not open the account: an earlier check may have been ended half-way. */
async function takeUp(trial: Trial, account: Account, signal: AbortSignal): Promise<readonly CheckLine[]> {
  const { directory, number, kept } = trial;
  const next = await kept.findNext();
  const opened = next && (await directory.verifyPassword(account.id, next, signal));
  if (next === undefined || opened?.kind !== 'valid') {
    const mend = 'Write its password into the file, or set it to what the file says; see whether it is locked.';
    return [failure(`${kept.file} does not open ${number}`, mend)];
  }
  await kept.adoptNext();
  const what = `an earlier check was ended before it put the password of ${number} back; ${kept.file} now holds the one it has`;
  const mend = 'Nothing more.';
  return [{ level: 'warning', what, mend }, ...(await setAndPutBack(trial, { account, old: next }, signal))];
}

interface Opened {
  readonly account: Account;
  readonly old: Secret;
}

async function setAndPutBack(
  trial: Trial,
  { account, old }: Opened,
  signal: AbortSignal,
): Promise<readonly CheckLine[]> {
  const { directory, random, clock, kept } = trial;
  const next = new Secret(`Jt1-${random.bytes(18).toString('base64url')}`);
  await kept.writeNext(next);
  const asked = clock.now();
  const set = await directory.setPassword(account.id, next, signal).catch(asUnreachable);
  const setAt = (asked + clock.now()) / 2;
  using patience = startDeadline(PUT_BACK_MS);
  const { signal: left } = patience;
  // Whatever goes wrong from here on, there is something to be said about the account.
  const unclear = (thrown: unknown): CheckLine => unsure(trial, messageOf(thrown));
  if (set.kind !== 'done') return [await notSet(trial, { account, old, set }, left).catch(unclear)];
  const opens = tryNext(trial, { account, next }, left).catch((thrown: unknown) =>
    failure(
      `whether the password that was set for ${trial.number} opens it was not seen: ${messageOf(thrown)}`,
      WHY_NOT_OPEN,
    ),
  );
  const clocks = compareClocks(trial, { account, setAt }, left).catch(() => []);
  const lines = [await opens, ...(await clocks)];
  return [...lines, await putBack(trial, { account, old }, left).catch(unclear)];
}

function asUnreachable(thrown: unknown): Extract<SetPassword, { kind: 'unreachable' }> {
  return { kind: 'unreachable', detail: messageOf(thrown) };
}

async function tryNext(
  { directory, number }: Trial,
  { account, next }: { readonly account: Account; readonly next: Secret },
  signal: AbortSignal,
): Promise<CheckLine> {
  const opened = await directory.verifyPassword(account.id, next, signal);
  if (opened.kind === 'valid') return { level: 'ok', what: `a password was set for ${number} and opens the account` };
  return failure(`a password was set for ${number} and does not open the account`, WHY_NOT_OPEN);
}

const WHY_NOT_OPEN =
  'See whether it is locked, must change its password first, or is asked of a copy that does not follow at once.';

/** The password that was set bears the directory's own time. */
async function compareClocks(
  { directory }: Trial,
  { account, setAt }: { readonly account: Account; readonly setAt: number },
  signal: AbortSignal,
): Promise<readonly CheckLine[]> {
  const found = await directory.findById(account.id, signal);
  if (found.kind !== 'found' || found.account.passwordStamp === account.passwordStamp) return [];
  const offset = (readGeneralizedTime(found.account.passwordStamp) ?? Number.NaN) - setAt;
  // No time at all, or another one: some directories only keep when the password will expire.
  if (!(Math.abs(offset) < DAY_MS)) return [];
  return [judgeClock('the directory, by its time of the change', offset)];
}

interface NotSet extends Opened {
  readonly set: Exclude<SetPassword, { kind: 'done' }>;
}

async function notSet(trial: Trial, { account, old, set }: NotSet, signal: AbortSignal): Promise<CheckLine> {
  const { directory, kept, number } = trial;
  if (set.kind === 'unreachable') {
    // It may have been set for all that: the answer alone may be missing.
    const still = await directory.verifyPassword(account.id, old, signal);
    if (still.kind !== 'valid') return unsure(trial, set.detail);
  }
  await kept.dropNext();
  switch (set.kind) {
    case 'unreachable':
      return failure(`no password could be set for ${number}: ${set.detail}`, WHY_NOT_SET);
    case 'absent':
      return failure(
        `${number} is not eligible, so that no password is set for it`,
        'Check directory.eligible and check.account.',
      );
    case 'refused':
      return refused(number, set);
  }
}

const WHY_NOT_SET =
  'See what the directory’s lines say. The rights it needs, and the commands that grant them, are in docs/connectors.md.';

function refused(number: string, { reason, detail }: Extract<SetPassword, { kind: 'refused' }>): CheckLine {
  if (reason === 'too-young') {
    const what = `the password of ${number} is too young to be changed (${detail}), as anybody’s is who resets it twice`;
    return { level: 'warning', what, mend: 'Check again later, or let the least age of passwords be 0.' };
  }
  if (reason === 'not-allowed') {
    const mend = 'Choose another test account: this one is kept from the rights that docs/connectors.md has granted.';
    return failure(`the password of ${number} is one that nobody may reset: ${detail}`, mend);
  }
  const mend = 'See what the directory asks of passwords beyond what Jeton’s policy does.';
  return failure(`a random password of 28 characters is refused for ${number} (${reason}): ${detail}`, mend);
}

async function putBack(trial: Trial, { account, old }: Opened, signal: AbortSignal): Promise<CheckLine> {
  const { directory, kept, number } = trial;
  const back = await directory.setPassword(account.id, old, signal);
  if (back.kind === 'refused') {
    // The account has the next one and keeps it: the file follows.
    await kept.adoptNext();
    const what = `the directory does not take the old password back (${back.reason}): ${number} keeps the new one, which ${kept.file} now holds`;
    return { level: 'ok', what };
  }
  const opened = back.kind === 'done' ? await directory.verifyPassword(account.id, old, signal) : back;
  if (opened.kind !== 'valid')
    return unsure(trial, 'detail' in opened ? opened.detail : 'the old password does not open it');
  await kept.dropNext();
  return { level: 'ok', what: `the old password of ${number} was put back and opens the account` };
}

function unsure({ number, kept }: Trial, detail: string): CheckLine {
  const what = `THE OLD PASSWORD OF ${number} WAS NOT PUT BACK (${detail}): it has that of ${kept.file} or that of ${kept.nextFile}`;
  const mend = 'Keep both files and check again: it finds out which of them opens the account, and goes on with that.';
  return failure(what, mend);
}
