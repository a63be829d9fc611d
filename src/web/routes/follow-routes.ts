import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FollowOutcome } from '../../journey/outcomes.ts';
import { sendPage } from '../answer.ts';
import { followGonePage, followPage } from '../pages/follow-page.ts';
import type { WebParts } from '../parts.ts';
import type { Path } from '../paths.ts';
import { visitOf } from '../visit.ts';
import { wellFormed } from './link-routes.ts';

/** Step 5: where the password is by now. */
export function followRoutes(parts: WebParts, base: string): readonly Path[] {
  return [{ url: `${base}follow`, get: (request, reply) => follow(parts, request, reply) }];
}

async function follow(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const visit = visitOf(parts, request, 'follow');
  const token = wellFormed(parts.cookies.read(request, 'follow'));
  const found: FollowOutcome = token === undefined ? { kind: 'unknown' } : await parts.journey.follow(token);
  if (found.kind === 'unknown') return sendPage(reply, 404, followGonePage(visit));
  return sendPage(reply, 200, followPage(visit, found));
}
