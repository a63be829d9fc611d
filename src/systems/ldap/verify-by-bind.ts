import { PasswordPolicyControl } from 'ldapts';
import type { Secret } from '../../platform/secret.ts';
import type { Unreachable, Verified } from '../directory.ts';
import { withoutPassword } from '../without-password.ts';
import { isWorthAnotherTry, RESULT, resultCodeOf } from './faults.ts';
import type { Servers } from './servers.ts';

/** Answers to a bind that say that this name and password do not open the account (a locked or closed one, too). */
const NOT_OPENED: ReadonlySet<number> = new Set([
  RESULT.invalidCredentials,
  RESULT.inappropriateAuthentication,
  // 389 Directory Server answers so while an account is locked or inactive.
  RESULT.constraintViolation,
  RESULT.unwillingToPerform,
  RESULT.insufficientAccess,
  RESULT.noSuchObject,
]);

/** What is tried, and how. */
export interface BindTry {
  readonly dn: string;
  readonly password: Secret;
  /** What a server's own kind of answer means; undefined where it means what it does everywhere. */
  readonly judge?: (error: unknown) => Verified | undefined;
}

/**
 * Whether the password opens the entry, tried as a person would: a bind on a connection of its own, never on one that
 * the service account uses. An empty password is never sent, for servers take such a bind for an anonymous one.
 */
export async function verifyByBind(
  servers: Servers,
  { dn, password, judge }: BindTry,
  signal?: AbortSignal,
): Promise<Verified | Unreachable> {
  if (password.reveal() === '' || dn === '') return { kind: 'invalid' };
  const verified = await servers.runAlone<Verified>(async (connection, patience) => {
    try {
      await connection.ask((client) => client.bind(dn, password.reveal(), new PasswordPolicyControl()), patience);
      return { kind: 'valid' };
    } catch (error) {
      const verdict = judge?.(error);
      if (verdict !== undefined) return verdict;
      const code = resultCodeOf(error);
      if (code !== undefined && NOT_OPENED.has(code) && !isWorthAnotherTry(error)) return { kind: 'invalid' };
      throw error;
    }
  }, signal);
  return withoutPassword(verified, password);
}
