import { isLoopback } from '../../config/networks.ts';
import type { Carried } from '../application.ts';
import type { CheckLine } from '../directory.ts';
import type { Answer, Failure } from './conversation.ts';

export type Later = Extract<Carried, { readonly kind: 'later' }>;

/** To be tried again; with the server's own wish, where it has one. `why` says what to mend, after the status. */
export function laterOf(answer: Answer | Failure, now: number, why?: string): Later {
  if (answer.kind === 'failed') return { kind: 'later', detail: answer.detail };
  const afterMs = retryAfterMs(answer.headers['retry-after'], now);
  const detail = why === undefined ? whatOf(answer.status) : `${whatOf(answer.status)}: ${why}`;
  return { kind: 'later', detail, ...(afterMs === undefined ? {} : { afterMs }) };
}

/** A status, as operators read it. */
export function whatOf(status: number): string {
  return status >= 300 && status < 400 ? `HTTP ${status}: redirects are not followed` : `HTTP ${status}`;
}

/** Seconds, or a date. @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The object that a JSON text holds; undefined for any other text. What it says is unknown until it is looked at. */
export function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = jsonIn(text);
  return isObject(value) ? value : undefined;
}

/** The value that a JSON text holds; undefined for what is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The reason would repeat the text.
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What `jeton check` calls a server: without what may follow a question mark. */
export function placeOf({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

export function plainLines(url: URL): readonly CheckLine[] {
  return url.protocol === 'https:' || isLoopback(url.hostname)
    ? []
    : [{ level: 'warning', what: `${placeOf(url)} is not encrypted`, mend: 'give an https URL' }];
}

export function unreachableLine(url: URL, { detail }: Failure): CheckLine {
  const mend = 'check the URL, the network, and `ca` if its authority is not a public one';
  return { level: 'failure', what: `${placeOf(url)} cannot be reached: ${detail}`, mend };
}
