import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientNetwork, RevocationState, Throttled } from '../../journey/outcomes.ts';
import { clientNetworkOf } from '../../platform/client-network.ts';
import { seeOther, sendPage, sendThrottled } from '../answer.ts';
import { revocationPage } from '../pages/revocation-page.ts';
import type { WebParts } from '../parts.ts';
import type { Path } from '../paths.ts';
import { visitOf } from '../visit.ts';
import { tokenInPath } from './link-routes.ts';
import { wellFormed } from '../well-formed.ts';

const MALFORMED: RevocationState = { kind: 'malformed' };

/** "It was not me": opening the link shows what a press would do; only the press revokes. */
export function notMeRoutes(parts: WebParts, base: string): readonly Path[] {
  const { journey } = parts;
  return [
    { url: `${base}not-me/*`, get: (request, reply) => openRevocation(parts, request, reply) },
    {
      url: `${base}not-me`,
      get: (_request, reply) => answer(parts, reply, (token, client) => journey.viewRevocation(token, client)),
      post: (_fields, reply) => answer(parts, reply, (token, client) => journey.revokeLink(token, client)),
    },
  ];
}

async function openRevocation(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const token = tokenInPath(request);
  const state =
    token === undefined ? MALFORMED : await parts.journey.viewRevocation(token, clientNetworkOf(request.ip));
  if (token === undefined || state.kind === 'malformed' || state.kind === 'throttled') return send(parts, reply, state);
  parts.cookies.set(reply, 'not-me', token);
  return seeOther(parts, reply, 'not-me');
}

/** What comes of asking about the token in the cookie. */
async function answer(
  parts: WebParts,
  reply: FastifyReply,
  question: (token: string, client: ClientNetwork) => Promise<RevocationState | Throttled>,
): Promise<FastifyReply> {
  const token = wellFormed(parts.cookies.read(reply.request, 'not-me'));
  return send(parts, reply, token === undefined ? MALFORMED : await question(token, clientNetworkOf(reply.request.ip)));
}

function send(parts: WebParts, reply: FastifyReply, state: RevocationState | Throttled): FastifyReply {
  const visit = visitOf(parts, reply.request, 'not-me');
  if (state.kind === 'throttled') return sendThrottled(reply, visit, state);
  const status = state.kind === 'malformed' ? 404 : 200;
  return sendPage(reply, status, revocationPage(visit, state));
}
