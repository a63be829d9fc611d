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
  | { readonly kind: 'refused'; readonly reason: Refusal }
  /** ERROR_PASSWORD_RESTRICTION in so many words: against some rule of the policy, and Windows never says which. */
  | { readonly kind: 'against-policy' }
  /** The service account may not reset this password, and perhaps nobody's. */
  | { readonly kind: 'no-right'; readonly means: string }
  /** Nothing is said of the password: it is the line, or the domain controller. Undefined where it does not say what. */
  | { readonly kind: 'takes-none'; readonly means: string | undefined };

const RESTRICTION = '52d';
const ACCESS_DENIED = '5';
const NO_RIGHT = { kind: 'no-right', means: 'the service account lacks the right to reset this password' } as const;

/** Samba says which rule it was. */
const BY_WORDS: readonly (readonly [RegExp, Refusal])[] = [
  [/too short/i, 'too-short'],
  [/history/i, 'history'],
  [/complex/i, 'quality'],
  [/too (?:young|recent)|minimum password age|min.?pwd.?age/i, 'too-young'],
  [/too long/i, 'too-long'],
];

/** Refusals that are about the request or the connection, and not about the password. */
const MEANINGS: Readonly<Record<string, string>> = {
  '1f': 'the domain controller takes no password over a connection that is protected this weakly',
  '56': 'the old password was asked for: the service account may change passwords, not reset them',
  '2077': 'the domain controller does not let the password of this entry be set this way',
};

/** Undefined when the answer says nothing of the password: then it is one to try again after. */
export function verdictIn(error: unknown): Verdict | undefined {
  const code = resultCodeOf(error);
  const subCode = subCodeOf(error);
  if (code === RESULT.insufficientAccess) return NO_RIGHT;
  if (code !== RESULT.constraintViolation && code !== RESULT.unwillingToPerform) return undefined;
  if (subCode === RESTRICTION) {
    const words = messageOf(error);
    const reason = BY_WORDS.find(([pattern]) => pattern.test(words))?.[1];
    return reason === undefined ? { kind: 'against-policy' } : { kind: 'refused', reason };
  }
  if (subCode === ACCESS_DENIED) return NO_RIGHT;
  const means = subCode === undefined ? undefined : MEANINGS[subCode];
  if (means === undefined && code === RESULT.constraintViolation) return { kind: 'against-policy' };
  return { kind: 'takes-none', means };
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
