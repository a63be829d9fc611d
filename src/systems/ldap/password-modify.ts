import { Attribute, BerWriter, Change, type Client, PasswordPolicyControl } from 'ldapts';
import { redact } from '../../platform/redact.ts';
import type { Secret } from '../../platform/secret.ts';
import type { SetPassword } from '../directory.ts';
import type { LdapConnection } from './connection.ts';
import { describeFault, isWorthAnotherTry, RESULT, resultCodeOf } from './faults.ts';
import { refusalIn } from './refusal.ts';
import { readRootDse } from './root-dse.ts';

export const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';

/** Whose password becomes which. */
export interface NewPassword {
  readonly dn: string;
  readonly password: Secret;
}

/** The server takes no password from the service account, whoever's and whichever it is. */
class TakesNone extends Error {
  override readonly name = 'TakesNone';
}

/** What a refusal means that is about no password: somebody can mend it, here or on the server, within the promise. */
const TAKES_NONE: Readonly<Record<number, string>> = {
  // What 389 Directory Server answers while it, or the backend, is read-only, too.
  [RESULT.insufficientAccess]: 'the service account may not set this password, or the server is read-only',
  [RESULT.unwillingToPerform]: 'the server is unwilling to set passwords, as while it is read-only',
};

/**
 * Sets a password by the password modify operation, so that the server hashes it and applies its own policy; by replacing
 * `userPassword` where the server says that it has other extended operations and not this one. A lost connection is a value and no
 * reason to try elsewhere: the server may have set it, and only the answer is missing. Throws what another server may do
 * better (busy, unavailable, referral, no right to, read-only).
 * @see https://www.rfc-editor.org/rfc/rfc3062
 */
export async function modifyPassword(
  connection: LdapConnection,
  change: NewPassword,
  signal: AbortSignal,
): Promise<SetPassword> {
  const { extensions } = await readRootDse(connection, signal);
  const send = extensions.length === 0 || extensions.includes(PASSWORD_MODIFY) ? byOperation : byAttribute;
  const policy = new PasswordPolicyControl();
  try {
    await connection.ask((client) => send(client, change, policy), signal);
    return { kind: 'done' };
  } catch (error) {
    const code = resultCodeOf(error);
    if (code === RESULT.noSuchObject) return { kind: 'absent' };
    // It said that it did nothing (busy, a read-only copy), or the fault is our own.
    if ((code !== undefined) === isWorthAnotherTry(error)) throw error;
    const detail = redact(describeFault(error), change.password.reveal());
    const reason = refusalIn(error, policy.value?.error);
    if (reason !== undefined) return { kind: 'refused', reason, detail };
    const why = code === undefined ? undefined : TAKES_NONE[code];
    if (why !== undefined) throw new TakesNone(`${why} (${detail})`, { cause: error });
    return { kind: 'unreachable', detail: `${connection.server.url}: ${detail}` };
  }
}

type Send = (client: Client, change: NewPassword, policy: PasswordPolicyControl) => Promise<unknown>;

const byOperation: Send = (client, change, policy) => client.exop(PASSWORD_MODIFY, encode(change), policy);

const byAttribute: Send = (client, { dn, password }, policy) => {
  const values = [password.reveal()];
  const modification = new Attribute({ type: 'userPassword', values });
  return client.modify(dn, hidden(new Change({ operation: 'replace', modification })), policy);
};

/** `PasswdModifyRequestValue`: userIdentity [0], newPasswd [2]. */
function encode({ dn, password }: NewPassword): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeString(dn, 0x80);
  writer.writeString(password.reveal(), 0x82);
  writer.endSequence();
  return hidden(writer.buffer);
}

/** ldapts prints requests as JSON under NODE_DEBUG=ldapts and hides the password of a bind only. */
function hidden<T extends object>(request: T): T {
  return Object.assign(request, { toJSON: () => '[redacted]' });
}
