import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Missing, unavailablePage, errorPage, throttledPage, unsurePage } from './pages/trouble-page.ts';
import type { Encoded, Packed } from './packed.ts';
import type { Page, Visit } from './pages/page.ts';
import type { WebParts } from './parts.ts';
import { visitOf } from './visit.ts';

/** The statuses that `errorPage` has words for. */
export type TroubleStatus = Parameters<typeof errorPage>[1]['status'];

export const HTML = 'text/html; charset=utf-8';
/** How long to wait when a back-end is away, in seconds. */
const AWAY_SECONDS = 30;

export function sendPage(reply: FastifyReply, status: number, page: Page): FastifyReply {
  return reply.code(status).type(HTML).send(page.toString());
}

/** Content that is the same for everybody, compressed as the client takes it. */
export function sendPacked(
  reply: FastifyReply,
  { type, content }: { readonly type: string; readonly content: Packed },
): FastifyReply | Promise<FastifyReply> {
  const send = ({ encoding, bytes }: Encoded): FastifyReply => {
    if (encoding !== 'identity') reply.header('Content-Encoding', encoding);
    return reply.header('Vary', 'Accept-Encoding').type(type).send(bytes);
  };
  const encoded = content.for(reply.request.headers['accept-encoding']);
  return encoded instanceof Promise ? encoded.then(send) : send(encoded);
}

/** To a path under `base`, never to anywhere a request names; by GET (303), whatever the method was. */
export function seeOther({ site }: WebParts, reply: FastifyReply, path: string): FastifyReply {
  return reply.redirect(site.base + path, 303);
}

export function sendTrouble(parts: WebParts, reply: FastifyReply, status: TroubleStatus): FastifyReply {
  return sendPage(reply, status, errorPage(visitOf(parts, reply.request, ''), { status }));
}

export function sendThrottled(
  reply: FastifyReply,
  visit: Visit,
  throttled: { readonly retryAt: number; readonly address?: string },
): FastifyReply {
  const seconds = Math.max(1, Math.ceil((throttled.retryAt - visit.now) / 1000));
  return sendPage(reply.header('Retry-After', seconds), 429, throttledPage(visit, throttled));
}

export function sendUnavailable(
  reply: FastifyReply,
  visit: Visit,
  missing: { readonly what: Missing; readonly address?: string },
): FastifyReply {
  return sendPage(reply.header('Retry-After', AWAY_SECONDS), 503, unavailablePage(visit, missing));
}

/** Nobody knows whether what was asked for was done. */
export function sendUnsure(reply: FastifyReply, visit: Visit): FastifyReply {
  return sendPage(reply.header('Retry-After', AWAY_SECONDS), 503, unsurePage(visit));
}

/** Sets the cookie by which old browsers show that a form is our own; once is enough. */
export function markOwnForms({ cookies }: WebParts, request: FastifyRequest, reply: FastifyReply): void {
  if (cookies.read(request, 'form') === undefined) cookies.set(reply, 'form', '1');
}
