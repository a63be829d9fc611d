import { redact } from '../../platform/redact.ts';

/** Of what a program writes for operators, no more is kept than this, in characters. */
const MOST = 200;

/**
 * The beginning of what a program wrote, on one line, with the password taken out of it, however it was quoted.
 */
export function blot(text: string, password: string): string {
  return redact(text, password)
    .replaceAll(/[\p{Cc}\p{Cs}\ufffd\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, MOST);
}
