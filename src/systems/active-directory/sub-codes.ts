import { messageOf } from '../../platform/errors.ts';
import type { Refusal, Unreachable, Verified } from '../directory.ts';
import { describeFault, RESULT, resultCodeOf } from '../ldap/faults.ts';

/**
 * The Win32 error at the head of the server's own words: `0000052D: SvcErr: DSID-…` is `52d`.
 * @see MS-ERREF, 2.2
 */
export function subCodeOf(error: unknown): string | undefined {
  const [, code] = /(?:^|[^\da-f])([\da-f]{8}): /i.exec(messageOf(error)) ?? [];
  return code?.toLowerCase().replace(/^0+/, '');
}

/** What a domain controller's answer to a new password comes to. */
export type Verdict =
  | { readonly kind: 'refused'; readonly reason: Refusal; readonly means: string | undefined }
  /** ERROR_PASSWORD_RESTRICTION in so many words: against some rule of the policy, and Windows never says which. */
  | { readonly kind: 'against-policy' };

const RESTRICTION = '52d';

/** Samba says which rule it was. */
const BY_WORDS: readonly (readonly [RegExp, Refusal])[] = [
  [/too short/i, 'too-short'],
  [/history/i, 'history'],
  [/complex/i, 'quality'],
  [/too (?:young|recent)|minimum password age|min.?pwd.?age/i, 'too-young'],
  [/too long/i, 'too-long'],
];

/** Refusals that are about the service account or the connection, and not about the password. */
const MEANINGS: Readonly<Record<string, string>> = {
  '5': 'the service account lacks the right to reset this password',
  '1f': 'the domain controller takes no password over a connection that is protected this weakly',
  '56': 'the old password was asked for: the service account may change passwords, not reset them',
  '2077': 'the domain controller does not let the password of this entry be set this way',
};

/** Undefined when the answer says nothing of the password: then it is one to try again after. */
export function verdictIn(error: unknown): Verdict | undefined {
  const code = resultCodeOf(error);
  const subCode = subCodeOf(error);
  if (code === RESULT.insufficientAccess) return notAllowed('5');
  if (code !== RESULT.constraintViolation && code !== RESULT.unwillingToPerform) return undefined;
  if (subCode === RESTRICTION) {
    const words = messageOf(error);
    const reason = BY_WORDS.find(([pattern]) => pattern.test(words))?.[1];
    return reason === undefined ? { kind: 'against-policy' } : { kind: 'refused', reason, means: undefined };
  }
  if (subCode !== undefined && subCode in MEANINGS) return notAllowed(subCode);
  if (code === RESULT.constraintViolation) return { kind: 'against-policy' };
  return { kind: 'refused', reason: 'not-allowed', means: undefined };
}

function notAllowed(subCode: string): Verdict {
  return { kind: 'refused', reason: 'not-allowed', means: MEANINGS[subCode] };
}

/** Refused a ticket for other reasons than the password, which was right: expired, to be changed, wrong hour, wrong machine. */
const RIGHT: ReadonlySet<string> = new Set(['532', '773', '530', '531']);
const LOCKED = '775';

/**
 * What a refused bind says of the password (`AcceptSecurityContext error, data 52e`). Undefined where it says what it says
 * everywhere: wrong (52e), nobody (525), disabled (533), expired account (701).
 */
export function judgeBind(error: unknown): Verified | Unreachable | undefined {
  if (resultCodeOf(error) !== RESULT.invalidCredentials) return undefined;
  const data = /\bdata ([\da-f]+)/i.exec(messageOf(error))?.[1]?.toLowerCase();
  if (data === undefined) return undefined;
  if (RIGHT.has(data)) return { kind: 'valid' };
  // Said before the password is looked at: it may well be the right one.
  return data === LOCKED
    ? { kind: 'unreachable', detail: `the account is locked: ${describeFault(error)}` }
    : undefined;
}
