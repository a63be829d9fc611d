import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RevocationState } from '../../journey/outcomes.ts';
import { clientNetworkOf } from '../../platform/client-network.ts';
import { seeOther, sendPage } from '../answer.ts';
import { revocationPage } from '../pages/revocation-page.ts';
import type { WebParts } from '../parts.ts';
import type { Path } from '../paths.ts';
import { visitOf } from '../visit.ts';
import { tokenInPath, wellFormed } from './link-routes.ts';

/** "It was not me": opening the link shows what a press would do; only the press revokes. */
export function notMeRoutes(parts: WebParts, base: string): readonly Path[] {
  const { journey } = parts;
  return [
    { url: `${base}not-me/*`, get: (request, reply) => openRevocation(parts, request, reply) },
    {
      url: `${base}not-me`,
      get: (_request, reply) => answer(parts, reply, (token) => journey.viewRevocation(token)),
      post: (_fields, reply) =>
        answer(parts, reply, (token) => journey.revokeLink(token, clientNetworkOf(reply.request.ip))),
    },
  ];
}

async function openRevocation(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const token = tokenInPath(request);
  const state = token === undefined ? undefined : await parts.journey.viewRevocation(token);
  if (token === undefined || state === undefined || state.kind === 'malformed') {
    return send(parts, reply, { kind: 'malformed' });
  }
  parts.cookies.set(reply, 'not-me', token);
  return seeOther(parts, reply, 'not-me');
}

/** What comes of asking about the token in the cookie. */
async function answer(
  parts: WebParts,
  reply: FastifyReply,
  question: (token: string) => Promise<RevocationState>,
): Promise<FastifyReply> {
  const token = wellFormed(parts.cookies.read(reply.request, 'not-me'));
  return send(parts, reply, token === undefined ? { kind: 'malformed' } : await question(token));
}

function send(parts: WebParts, reply: FastifyReply, state: RevocationState): FastifyReply {
  const status = state.kind === 'malformed' ? 404 : 200;
  return sendPage(reply, status, revocationPage(visitOf(parts, reply.request, 'not-me'), state));
}
