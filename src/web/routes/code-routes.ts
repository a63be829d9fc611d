import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EnterCodeOutcome } from '../../journey/outcomes.ts';
import { clientNetworkOf } from '../../platform/client-network.ts';
import { seeOther, sendPage, sendThrottled, sendTrouble } from '../answer.ts';
import { type Fields, fieldOf, shownOf } from '../form.ts';
import { codeElsewherePage, codePage } from '../pages/code-page.ts';
import type { WebParts } from '../parts.ts';
import type { Path } from '../paths.ts';
import { visitOf } from '../visit.ts';
import { deadLinkOf, sendDeadLink } from './link-routes.ts';
import { wellFormed } from '../well-formed.ts';

/** Step 2 on another screen: the code that the mail holds beside the link. */
export function codeRoutes(parts: WebParts, base: string): readonly Path[] {
  return [
    {
      url: `${base}code`,
      get: (request, reply) => showForm(parts, request, reply),
      post: (fields, reply) => enter(parts, fields, reply),
    },
  ];
}

function showForm(parts: WebParts, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const visit = visitOf(parts, request, 'code');
  const waits = wellFormed(parts.cookies.read(request, 'waiting')) !== undefined;
  return sendPage(reply, 200, waits ? codePage(visit, { code: '' }) : codeElsewherePage(visit));
}

async function enter(parts: WebParts, fields: Fields, reply: FastifyReply): Promise<FastifyReply> {
  const { request } = reply;
  const field = fieldOf(fields, 'code');
  if (field.kind !== 'one') return sendTrouble(parts, reply, 400);
  const waiting = wellFormed(parts.cookies.read(request, 'waiting'));
  if (waiting === undefined) return sendPage(reply, 422, codeElsewherePage(visitOf(parts, request, 'code')));
  const outcome = await parts.journey.enterCode({ waiting, code: field.value, client: clientNetworkOf(request.ip) });
  return answer(parts, { outcome, code: shownOf(field.value) }, reply);
}

function answer(
  parts: WebParts,
  { outcome, code }: { readonly outcome: EnterCodeOutcome; readonly code: string },
  reply: FastifyReply,
): FastifyReply {
  const visit = visitOf(parts, reply.request, 'code');
  switch (outcome.kind) {
    case 'entered':
      parts.cookies.set(reply, 'jeton', outcome.token);
      return seeOther(parts, reply, 'password');
    case 'malformed':
      return sendPage(reply, 422, codePage(visit, { code, problem: outcome.reason }));
    case 'wrong':
      return sendPage(reply, 422, codePage(visit, { code, problem: 'wrong' }));
    case 'dead':
      return sendDeadLink(reply, visit, { ...deadLinkOf(outcome.link), restartable: false });
    case 'throttled':
      return sendThrottled(reply, visit, { retryAt: outcome.retryAt });
  }
}
