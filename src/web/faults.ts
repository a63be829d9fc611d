import type { ServerResponse } from 'node:http';
import type { ConnectionError, FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { AppError } from '../platform/errors.ts';
import { http } from '../platform/node-http.ts';
import { type TroubleStatus, sendPage, sendTrouble, sendUnavailable, sendUnsure } from './answer.ts';
import { errorPage } from './pages/trouble-page.ts';
import type { WebParts } from './parts.ts';
import { visitOf } from './visit.ts';

const STATUSES: Readonly<Record<string, TroubleStatus>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 413,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 415,
};

/** What a request itself is to blame for; undefined for a fault of ours. */
function blameOf(thrown: unknown): TroubleStatus | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const known = 'code' in thrown && typeof thrown.code === 'string' ? STATUSES[thrown.code] : undefined;
  const status = 'statusCode' in thrown && typeof thrown.statusCode === 'number' ? thrown.statusCode : 500;
  return known ?? (status >= 400 && status < 500 ? 400 : undefined);
}

/** Everything thrown on the way of a request ends here. The page shows a number, and the log has the rest under it. */
export function answerFault(parts: WebParts, thrown: unknown, reply: FastifyReply): FastifyReply {
  const { request } = reply;
  const blame = blameOf(thrown);
  if (blame !== undefined) return sendTrouble(parts, reply, blame);
  const visit = visitOf(parts, request, '');
  const code = thrown instanceof AppError ? thrown.code : undefined;
  if (code === 'LEDGER_UNAVAILABLE' || code === 'LEDGER_BUSY') {
    request.log.error({ err: thrown, reference: request.id }, 'the ledger is unavailable');
    return sendUnavailable(reply, visit, { what: request.method === 'POST' ? 'ledger' : 'page' });
  }
  if (code === 'LEDGER_UNSURE') {
    request.log.error({ err: thrown, reference: request.id }, 'the ledger went away during a commit');
    return sendUnsure(reply, visit);
  }
  request.log.error({ err: thrown, reference: request.id }, 'a fault');
  return sendPage(reply, 500, errorPage(visit, { status: 500, reference: request.id }));
}

/** A URL that cannot be decoded. No hook has run for it. */
export function answerBrokenUrl(parts: WebParts, request: FastifyRequest, reply: FastifyReply): void {
  request.log.info({ method: request.method, status: 400, reference: request.id }, 'request');
  void sendTrouble(parts, reply.headers(parts.headers), 400);
}

const CLIENT_ERRORS: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Bytes that never became a request: all there is to answer on is the socket. Nothing of them is logged. */
export function answerClientError(parts: WebParts, error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = CLIENT_ERRORS[error.code] ?? 400;
  const { headers, body } = bareAnswer(parts);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
}

/** `Expect` with anything but `100-continue`, which node answers before there is a route; by itself, without our headers. */
export function answerExpectation(parts: WebParts, response: ServerResponse): void {
  const { headers, body } = bareAnswer(parts);
  response.writeHead(417, headers).end(body);
}

/** An answer outside of every route: nothing is known of the language, and the connection is not used again. */
function bareAnswer({ site, clock, headers }: WebParts): {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  const visit = { site, language: site.languages.default, path: '', now: clock.now() };
  const body = errorPage(visit, { status: 400 }).toString();
  const own = {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
  return { headers: { ...headers, ...own }, body };
}
