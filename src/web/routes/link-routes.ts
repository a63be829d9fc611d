import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DeadLink } from '../../journey/outcomes.ts';
import { clientNetworkOf } from '../../platform/client-network.ts';
import { seeOther, sendPage, sendThrottled, sendUnavailable } from '../answer.ts';
import { deadLinkPage } from '../pages/dead-link-page.ts';
import type { Visit } from '../pages/page.ts';
import { sentPage } from '../pages/sent-page.ts';
import type { WebParts } from '../parts.ts';
import type { Path } from '../paths.ts';
import { visitOf } from '../visit.ts';
import { waitingTokenOf } from '../waiting.ts';
import { wellFormed } from '../well-formed.ts';

const MALFORMED: DeadLink = { kind: 'malformed' };

/** Step 2: a mailed link is opened, and a dead one is started again. */
export function linkRoutes(parts: WebParts, base: string): readonly Path[] {
  return [
    // A wildcard, so that a link that a mail program has mangled gets the page that says so.
    { url: `${base}jeton/*`, get: (request, reply) => openLink(parts, request, reply) },
    {
      url: `${base}restart`,
      // Somebody reloaded the page by its address.
      get: (_request, reply) => seeOther(parts, reply, 'password'),
      post: (_fields, reply) => restart(parts, reply),
    },
  ];
}

/** The token that a path ends in, if it can be one at all. */
export function tokenInPath(request: FastifyRequest): string | undefined {
  return wellFormed((request.params as Readonly<Record<string, string>>)['*']);
}

/** 404 for what never was a link, 410 for what was one. */
export function sendDeadLink(
  reply: FastifyReply,
  visit: Visit,
  { link, restartable }: { readonly link: DeadLink; readonly restartable: boolean },
): FastifyReply {
  return sendPage(reply, link.kind === 'malformed' ? 404 : 410, deadLinkPage(visit, { link, restartable }));
}

/** Every dead link but one that never was can be started again. */
export function deadLinkOf(link: DeadLink): { readonly link: DeadLink; readonly restartable: boolean } {
  return { link, restartable: link.kind !== 'malformed' };
}

/** Moves the token from the URL into a cookie, so that it leaves the address bar, the history and every log behind. */
async function openLink(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const token = tokenInPath(request);
  const client = clientNetworkOf(request.ip);
  if (token === undefined) await parts.journey.notice({ kind: 'unknown-link', client });
  const state = token === undefined ? MALFORMED : await parts.journey.openLink(token, client);
  if (state.kind === 'throttled') return sendThrottled(reply, visitOf(parts, request, ''), state);
  if (token === undefined || state.kind === 'malformed') {
    return sendDeadLink(reply, visitOf(parts, request, ''), deadLinkOf(MALFORMED));
  }
  parts.cookies.set(reply, 'jeton', token);
  return seeOther(parts, reply, 'password');
}

async function restart(parts: WebParts, reply: FastifyReply): Promise<FastifyReply> {
  const { request } = reply;
  const visit = visitOf(parts, request, '');
  const token = wellFormed(parts.cookies.read(request, 'jeton'));
  if (token === undefined) return sendDeadLink(reply, visit, deadLinkOf(MALFORMED));
  const client = clientNetworkOf(request.ip);
  const waiting = waitingTokenOf(parts, request);
  const outcome = await parts.journey.restartLink({ token, client, language: visit.language, waiting });
  switch (outcome.kind) {
    case 'sent': {
      const { masked: address, expiresAt } = outcome;
      parts.cookies.set(reply, 'waiting', waiting);
      return sendPage(reply, 200, sentPage(visit, { kind: 'sent', address, masked: true, expiresAt }));
    }
    case 'impossible': {
      const state = await parts.journey.viewLink(token);
      const link: DeadLink = state.kind === 'open' || state.kind === 'throttled' ? { kind: 'stale' } : state;
      return sendDeadLink(reply, visit, { link, restartable: false });
    }
    case 'directory-unreachable':
      return sendUnavailable(reply, visit, { what: 'directory' });
    case 'throttled':
      return sendThrottled(reply, visit, { retryAt: outcome.retryAt });
  }
}
