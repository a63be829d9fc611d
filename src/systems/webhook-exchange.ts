import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { TimeIsUp } from '../platform/deadline.ts';
import { messageOf } from '../platform/errors.ts';
import { http, https } from '../platform/node-http.ts';

export interface Posting {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** PEM text of the authority, when it is not a public one. */
  readonly ca: string | undefined;
}

export type Posted =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: IncomingHttpHeaders }
  /** No answer; `detail` names the network's or TLS's reason. */
  | { readonly kind: 'failed'; readonly detail: string };

/**
 * Posts once, over a connection of its own, and follows no redirect. Only the status and the headers are waited for: the
 * body is dropped with the connection, however long it is.
 */
export async function post(posting: Posting, signal: AbortSignal): Promise<Posted> {
  try {
    const response = await answerTo(posting, signal);
    const { statusCode: status = 0, headers } = response;
    response.destroy();
    return { kind: 'answered', status, headers };
  } catch (thrown) {
    return { kind: 'failed', detail: failureOf(thrown, signal) };
  }
}

function answerTo({ url, headers, body, ca }: Posting, signal: AbortSignal): Promise<IncomingMessage> {
  const length = String(Buffer.byteLength(body));
  const options = { method: 'POST', agent: false, signal, headers: { ...headers, 'content-length': length } };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request =
    url.protocol === 'https:'
      ? https.request(url, { ...options, rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) })
      : http.request(url, options);
  request.on('response', (response) => {
    // Dropping the body may be reported once more; the answer is known by then.
    response.on('error', () => undefined);
    resolve(response);
  });
  request.on('error', reject);
  request.end(body);
  return promise;
}

function failureOf(thrown: unknown, signal: AbortSignal): string {
  if (signal.aborted) {
    return signal.reason instanceof TimeIsUp ? 'no answer in time' : 'given up';
  }
  const code = thrown instanceof Error && 'code' in thrown ? `${String(thrown.code)}: ` : '';
  return `${code}${messageOf(thrown)}`;
}
