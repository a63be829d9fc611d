import { Attribute, BerWriter, Change, PasswordPolicyControl } from 'ldapts';
import { describeFault, isWorthAnotherTry, RESULT, resultCodeOf } from './faults.ts';
import type { Secret } from '../../platform/secret.ts';
import type { SetPassword } from '../directory.ts';
import type { LdapConnection } from './connection.ts';
import { MUST_CHANGE, valuesOf } from './read-account.ts';
import { refusalIn } from './refusal.ts';

export const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';

/** Whose password becomes which. */
export interface NewPassword {
  readonly dn: string;
  readonly password: Secret;
}

/**
 * Sets a password by the password modify operation, so that the server hashes it and applies its own policy. A lost
 * connection is a value and no reason to try elsewhere: the server may have set it, and only the answer is missing.
 * Throws what another server may do better (busy, unavailable, referral).
 * @see https://www.rfc-editor.org/rfc/rfc3062
 */
export async function modifyPassword(
  connection: LdapConnection,
  change: NewPassword,
  signal: AbortSignal,
): Promise<SetPassword> {
  const policy = new PasswordPolicyControl();
  try {
    await connection.ask((client) => client.exop(PASSWORD_MODIFY, encode(change), policy), signal);
    return { kind: 'done' };
  } catch (error) {
    const code = resultCodeOf(error);
    if (code === RESULT.noSuchObject) return { kind: 'absent' };
    // It said that it did nothing (busy, a read-only copy), or the fault is our own.
    if ((code !== undefined) === isWorthAnotherTry(error)) throw error;
    const detail = describeFault(error).replaceAll(change.password.reveal(), '[redacted]');
    const reason = refusalIn(error, policy.value?.error);
    if (reason !== undefined) return { kind: 'refused', reason, detail };
    return { kind: 'unreachable', detail: `${connection.server.url}: ${detail}` };
  }
}

/** `PasswdModifyRequestValue`: userIdentity [0], newPasswd [2]. */
function encode({ dn, password }: NewPassword): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeString(dn, 0x80);
  writer.writeString(password.reveal(), 0x82);
  writer.endSequence();
  // ldapts prints requests as JSON under NODE_DEBUG=ldapts and hides the password of a bind only.
  return Object.assign(writer.buffer, { toJSON: () => '[redacted]' });
}

/**
 * Takes back the demand that the person change the password once more, which slapo-ppolicy makes when an administrator
 * set it (`pwdMustChange`, and a service account that may `manage` passwords): here it was the person. Without the right
 * to, the password is set all the same, and applications may turn the person away; `check` warns of such a policy.
 */
export async function clearMustChange(connection: LdapConnection, dn: string, signal: AbortSignal): Promise<void> {
  try {
    const demands = await connection.ask(
      (client) => client.search(dn, { scope: 'base', attributes: [MUST_CHANGE] }),
      signal,
    );
    const isDemanded = demands.searchEntries.some((entry) => valuesOf(entry, MUST_CHANGE).includes('TRUE'));
    const change = new Change({ operation: 'delete', modification: new Attribute({ type: MUST_CHANGE }) });
    if (isDemanded) await connection.ask((client) => client.modify(dn, change), signal);
  } catch (error) {
    // The password is set, whatever becomes of this.
    if (error instanceof TypeError) throw error;
  }
}
