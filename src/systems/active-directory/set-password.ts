import { Attribute, Change, type Entry } from 'ldapts';
import { redact } from '../../platform/redact.ts';
import type { Secret } from '../../platform/secret.ts';
import type { Refusal, SetPassword, Settled } from '../directory.ts';
import type { LdapConnection } from '../ldap/connection.ts';
import { describeFault, isWorthAnotherTry, RESULT, resultCodeOf } from '../ldap/faults.ts';
import type { Servers } from '../ldap/servers.ts';
import { valuesOf } from '../ldap/values.ts';
import { explainRefusal } from './explain-refusal.ts';
import { findSettingsFor, readEntry, RESULTANT } from './password-settings.ts';
import { isKeptFromService } from './kept-from.ts';
import { PROTECTED } from './people.ts';
import { findPolicyHints } from './policy-hints.ts';
import { LAST_SET } from './read-person.ts';
import { verdictIn } from './sub-codes.ts';

/** When too many wrong guesses locked the account; 0 or absent while it is not. */
const LOCKED_SINCE = 'lockoutTime';
const WRONG_GUESSES = 'badPwdCount';
const PASSWORD = 'unicodePwd';

/** What is asked of whoever gets a password. */
export const TARGET_ATTRIBUTES = [
  ...[PROTECTED, LAST_SET, LOCKED_SINCE, WRONG_GUESSES, RESULTANT],
  ...['sAMAccountName', 'displayName'],
] as const;

/** Whose password becomes which; the entry was read with {@link TARGET_ATTRIBUTES}. */
export interface NewPassword {
  readonly person: Entry;
  readonly password: Secret;
}

/**
 * Sets a password as an administrator resets it, on an account that is unlocked before; `settle` leaves nothing to be
 * changed after. A lost connection is a value and no reason to try elsewhere: the server may have set it, and only the
 * answer is missing. Throws what another server may do better (busy, unavailable, referral).
 * @see MS-ADTS, 3.1.1.3.1.5
 */
export async function setUnicodePassword(
  connection: LdapConnection,
  change: NewPassword,
  signal: AbortSignal,
): Promise<SetPassword> {
  const { person } = change;
  // Before, not after: a try that follows a lost answer must not meet a lock behind which nothing can be verified.
  await unlock(connection, person, signal);
  const hints = await findPolicyHints(connection, signal);
  try {
    const changes = [replace(PASSWORD, encode(change.password))];
    await connection.ask((client) => client.modify(person.dn, changes, hints), signal);
  } catch (error) {
    return await judge({ connection, change, remembers: hints !== undefined, error }, signal);
  }
  return { kind: 'done' };
}

function refuse(reason: Refusal, detail: string): SetPassword {
  return { kind: 'refused', reason, detail };
}

interface Failure {
  readonly connection: LdapConnection;
  readonly change: NewPassword;
  readonly remembers: boolean;
  readonly error: unknown;
}

async function judge(failure: Failure, signal: AbortSignal): Promise<SetPassword> {
  const { connection, change, error } = failure;
  const code = resultCodeOf(error);
  if (code === RESULT.noSuchObject) return { kind: 'absent' };
  // It said that it did nothing (busy, a read-only copy), or the fault is our own.
  if ((code !== undefined) === isWorthAnotherTry(error)) throw error;
  const detail = redact(describeFault(error), change.password.reveal());
  const verdict = verdictIn(error);
  if (verdict === undefined) return { kind: 'unreachable', detail: `${connection.server.url}: ${detail}` };
  if (verdict.kind === 'refused') return refuse(verdict.reason, detail);
  if (verdict.kind === 'against-policy') return refuse(await explain(failure, signal), detail);
  const { dn } = change.person;
  if (verdict.kind === 'no-right' && (await isKeptFromService(connection, dn, signal))) {
    return refuse('not-allowed', `the account is kept from what is delegated, as the protected ones are (${detail})`);
  }
  const means = verdict.means === undefined ? detail : `${verdict.means} (${detail})`;
  return { kind: 'unreachable', detail: `${connection.server.url}: ${means}` };
}

/** The verdict stands, whatever becomes of finding its reason. */
async function explain({ connection, change, remembers }: Failure, signal: AbortSignal): Promise<Refusal> {
  const { person, password } = change;
  const first = (attribute: string): string => valuesOf(person, attribute)[0] ?? '';
  const names = { login: first('sAMAccountName'), name: first('displayName') };
  try {
    const settings = await findSettingsFor(connection, person, signal);
    return explainRefusal({ password: password.reveal(), ...names, remembers }, settings);
  } catch (error) {
    if (error instanceof TypeError) throw error;
    return 'quality';
  }
}

/** In quotation marks, in UTF-16 with the lowest byte first. */
function encode(password: Secret): Buffer {
  const bytes = Buffer.from(`"${password.reveal()}"`, 'utf16le');
  // ldapts prints requests as JSON under NODE_DEBUG=ldapts and hides the password of a bind only.
  return Object.assign(bytes, { toJSON: () => '[redacted]' });
}

function replace(type: string, value: Buffer | string): Change {
  const modification = new Attribute({ type, values: typeof value === 'string' ? [value] : [value] });
  return new Change({ operation: 'replace', modification });
}

/** Also takes back the wrong guesses so far: the next slip of the finger would lock the account again. */
async function unlock(connection: LdapConnection, person: Entry, signal: AbortSignal): Promise<void> {
  const isCounted = [LOCKED_SINCE, WRONG_GUESSES].some(
    (attribute) => Number(valuesOf(person, attribute)[0] ?? 0) !== 0,
  );
  if (isCounted) await write(connection, { dn: person.dn, change: replace(LOCKED_SINCE, '0') }, signal);
}

/**
 * Takes back what the reset left: a lock, and that the person must change the password. Windows marks it as set now, unless
 * somebody asks for a change at the same moment. An operation of its own, since the password must not be set once more
 * when only this is lost.
 */
export async function settle(servers: Servers, dn: string, signal?: AbortSignal): Promise<Settled> {
  return await servers.run<Settled>(async (connection, patience) => {
    const after = await readEntry(connection, { dn, attributes: [LAST_SET, LOCKED_SINCE, WRONG_GUESSES] }, patience);
    if (after === undefined) return { kind: 'done' };
    await unlock(connection, after, patience);
    // -1: now (MS-SAMR, 3.1.1.8.8).
    const mustChange = valuesOf(after, LAST_SET)[0] === '0';
    if (mustChange) await write(connection, { dn, change: replace(LAST_SET, '-1') }, patience);
    return { kind: 'done' };
  }, signal);
}

interface Write {
  readonly dn: string;
  readonly change: Change;
}

/** Without the right to, the password is set all the same; `check` names what is missing. */
async function write(connection: LdapConnection, { dn, change }: Write, signal: AbortSignal): Promise<void> {
  try {
    await connection.ask((client) => client.modify(dn, change), signal);
  } catch (error) {
    if (resultCodeOf(error) === undefined || isWorthAnotherTry(error)) throw error;
  }
}
