import { redact } from '../platform/redact.ts';
import type { Secret } from '../platform/secret.ts';

/** The longest detail that is kept, in characters; operators read it in a list. */
const LONGEST = 300;

/** An application's own words as they may be kept: short, and without the password in any of the forms that answers repeat it in. */
export function fitDetail(detail: string, password: Secret | undefined): string {
  const without = password === undefined ? detail : redact(detail, password.reveal());
  return without.length <= LONGEST ? without : `${without.slice(0, LONGEST - 1).toWellFormed()}…`;
}
