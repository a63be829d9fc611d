import { PasswordPolicyError } from 'ldapts';
import { messageOf } from '../../platform/errors.ts';
import type { Refusal } from '../directory.ts';
import { RESULT, resultCodeOf } from './faults.ts';

/** The server's password policy says why, by number. @see draft-behera-ldap-password-policy-11, 6.2 */
const BY_POLICY: Readonly<Record<number, Refusal>> = {
  [PasswordPolicyError.PasswordModNotAllowed]: 'not-allowed',
  [PasswordPolicyError.MustSupplyOldPassword]: 'not-allowed',
  [PasswordPolicyError.InsufficientPasswordQuality]: 'quality',
  [PasswordPolicyError.PasswordTooShort]: 'too-short',
  [PasswordPolicyError.PasswordTooYoung]: 'too-young',
  [PasswordPolicyError.PasswordInHistory]: 'history',
  // OpenLDAP 2.6 and later (pwdMaxLength); the draft stops at 8.
  9: 'too-long',
};

/** What servers without the control say, or ours where it says nothing. */
const BY_WORDS: readonly (readonly [RegExp, Refusal])[] = [
  [/history/i, 'history'],
  // 389 Directory Server's password modify operation, of the password that is there already; whatever else it refuses
  // comes with the policy's number.
  [/^Failed to update password/i, 'history'],
  [/too short|at least \d+ char/i, 'too-short'],
  [/too long/i, 'too-long'],
  [/too young|too soon|minimum age/i, 'too-young'],
];

const OWN_POLICY = /alteration of password is not allowed/i;

/**
 * Why the server refuses a password: by its policy's own number, else by its result code and words. Undefined when the
 * answer is no verdict on the password at all. 53 is one in so many words only: servers that take no writes answer so, too.
 */
export function refusalIn(error: unknown, policyError: number | undefined): Refusal | undefined {
  const code = resultCodeOf(error);
  const words = messageOf(error);
  // 389 Directory Server adds this number to every 50; slapd gives it for the person's own policy (pwdAllowUserChange).
  const isEmpty = policyError === PasswordPolicyError.PasswordModNotAllowed && code === RESULT.insufficientAccess;
  if (isEmpty && !OWN_POLICY.test(words)) return undefined;
  const named = policyError === undefined ? undefined : BY_POLICY[policyError];
  if (named !== undefined) return named;
  if (code !== RESULT.constraintViolation && code !== RESULT.unwillingToPerform) return undefined;
  const said = BY_WORDS.find(([pattern]) => pattern.test(words))?.[1];
  return code === RESULT.constraintViolation ? (said ?? 'quality') : said;
}
