import type { IncomingHttpHeaders } from 'node:http';

export interface Posted {
  readonly headers: IncomingHttpHeaders;
  /** The origin of `publicUrl`. */
  readonly origin: string;
  /** The `SameSite=Strict` cookie that our pages set came along. */
  readonly withFormCookie: boolean;
}

/**
 * Whether a posted form can be one of our own pages'. No state on the server, no field in the form: the browser says where
 * a request comes from, and the first of these that it sends decides.
 *
 * 1. `Sec-Fetch-Site` (every browser since 2023, on HTTPS and localhost): `same-origin`, or `none` for a person's own doing.
 * 2. `Origin`: ours. It is `null` for our own forms in browsers without `Sec-Fetch-Site`, because our pages send no
 *    referrer, and `null` for a stranger's sandboxed frame as well; the `SameSite=Strict` cookie tells them apart.
 * 3. `Referer`: of our origin.
 * 4. None of them: no browser of this century's second decade, so no stranger's page is behind it.
 *
 * @see docs/decisions/0007-csrf-without-state.md
 * @see https://fetch.spec.whatwg.org/#append-a-request-origin-header
 */
export function isOwnForm({ headers, origin, withFormCookie }: Posted): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (headers.origin === 'null') return withFormCookie;
  if (headers.origin !== undefined) return headers.origin === origin;
  if (headers.referer !== undefined) return URL.parse(headers.referer)?.origin === origin;
  return true;
}
