import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FollowOutcome } from '../../journey/outcomes.ts';
import { clientNetworkOf } from '../../platform/client-network.ts';
import { sendPage, sendThrottled } from '../answer.ts';
import { followGonePage, followPage } from '../pages/follow-page.ts';
import type { WebParts } from '../parts.ts';
import type { Path } from '../paths.ts';
import { visitOf } from '../visit.ts';
import { wellFormed } from '../well-formed.ts';

const UNKNOWN: FollowOutcome = { kind: 'unknown' };

/** Step 5: where the password is by now. */
export function followRoutes(parts: WebParts, base: string): readonly Path[] {
  return [{ url: `${base}follow`, get: (request, reply) => follow(parts, request, reply) }];
}

async function follow(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const visit = visitOf(parts, request, 'follow');
  const token = wellFormed(parts.cookies.read(request, 'follow'));
  const client = clientNetworkOf(request.ip);
  const found = token === undefined ? UNKNOWN : await parts.journey.follow(token, client);
  if (found.kind === 'throttled') return sendThrottled(reply, visit, found);
  if (found.kind === 'unknown') return sendPage(reply, 404, followGonePage(visit));
  return sendPage(reply, 200, followPage(visit, found));
}
