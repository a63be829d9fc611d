import type { FastifyReply } from 'fastify';
import { sendPage } from './answer.ts';
import { type Fields, fieldOf, shownOf } from './form.ts';
import { busyPage } from './pages/trouble-page.ts';
import type { WebParts } from './parts.ts';
import type { Kind } from './pressure.ts';
import { visitOf } from './visit.ts';

/** When those who are put off are asked to come back, in seconds: each at another moment, or they would all be back at once. */
const EARLIEST_SECONDS = 15;
const SPREAD_SECONDS = 30;

export interface PutOff {
  readonly kind: Kind;
  /** Of a form that was sent. */
  readonly fields?: Fields;
}

/** The page for whoever is put off. An address that was typed is kept for the next time. */
export function sendBusy(parts: WebParts, reply: FastifyReply, { kind, fields }: PutOff): FastifyReply {
  const visit = visitOf(parts, reply.request, '');
  const email = kind !== 'request' || fields === undefined ? undefined : fieldOf(fields, 'email');
  const address = email?.kind === 'one' ? { address: shownOf(email.value) } : {};
  const seconds = EARLIEST_SECONDS + Math.floor(visit.now % SPREAD_SECONDS);
  const page = busyPage(visit, { hasBegun: kind === 'begun', looks: fields === undefined, ...address });
  return sendPage(reply.header('Retry-After', seconds), 503, page);
}
