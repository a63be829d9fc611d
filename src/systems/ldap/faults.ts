import { ResultCodeError } from 'ldapts';
import { AppError, messageOf } from '../../platform/errors.ts';

/** LDAP result codes that mean something to us. @see https://www.rfc-editor.org/rfc/rfc4511#appendix-A */
export const RESULT = {
  referral: 10,
  constraintViolation: 19,
  noSuchObject: 32,
  inappropriateAuthentication: 48,
  invalidCredentials: 49,
  insufficientAccess: 50,
  busy: 51,
  unavailable: 52,
  unwillingToPerform: 53,
} as const;

const LONGEST_DETAIL = 300;
/** The server is there and cannot serve now, or is a copy that may not be written: another one may. */
const TRY_ANOTHER: ReadonlySet<number> = new Set([RESULT.referral, RESULT.busy, RESULT.unavailable]);

/** The server could not be connected to, protected, or bound to; nothing was asked yet. */
export class CannotConnect extends Error {
  constructor(url: string, cause: unknown) {
    super(`${url}: ${describeFault(cause)}`, { cause });
    this.name = 'CannotConnect';
  }
}

/** The result code that the server answered with; undefined when it gave no answer at all. */
export function resultCodeOf(error: unknown): number | undefined {
  return error instanceof ResultCodeError ? error.code : undefined;
}

/** Whether another server, or another connection, may succeed where this one failed. Faults in our own code never do. */
export function isWorthAnotherTry(error: unknown): boolean {
  if ([AppError, TypeError, RangeError, ReferenceError].some((ours) => error instanceof ours)) return false;
  const code = resultCodeOf(error);
  return code === undefined || TRY_ANOTHER.has(code) || isReadOnly(error);
}

/** A consumer of slapd without a referral to its provider, and a slapd under `readonly`, say so in words only. */
function isReadOnly(error: unknown): boolean {
  const words = /shadow context|operation restricted/i;
  return resultCodeOf(error) === RESULT.unwillingToPerform && words.test(messageOf(error));
}

/** One line for operators: the result's name and number and the server's own words, or what happened to the connection. */
export function describeFault(error: unknown): string {
  const code = resultCodeOf(error);
  const words = messageOf(error).replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_DETAIL);
  if (code === undefined || !(error instanceof Error)) return words;
  const name = error.name.replace(/Error$/, '');
  const own = words.replace(/\s*Code: 0x[\da-f]+$/i, '');
  return `LDAP ${code} ${name}${own === '' ? '' : `: ${own}`}`;
}
