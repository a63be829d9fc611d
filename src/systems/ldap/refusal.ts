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

/**
 * Why the server refuses a password: by its policy's own number, else by its result code and words. Undefined when the
 * answer is no verdict on the password at all.
 */
export function refusalIn(error: unknown, policyError: number | undefined): Refusal | undefined {
  const named = policyError === undefined ? undefined : BY_POLICY[policyError];
  if (named !== undefined) return named;
  switch (resultCodeOf(error)) {
    case RESULT.constraintViolation: {
      const words = messageOf(error);
      return BY_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'quality';
    }
    case RESULT.insufficientAccess:
    case RESULT.unwillingToPerform:
      return 'not-allowed';
    default:
      return undefined;
  }
}
