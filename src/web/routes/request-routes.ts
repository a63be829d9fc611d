import type { FastifyReply } from 'fastify';
import type { RequestLinkOutcome } from '../../journey/outcomes.ts';
import { LANGUAGES, type Language } from '../../platform/language.ts';
import { clientNetworkOf } from '../../platform/client-network.ts';
import { HTML, seeOther, sendPacked, sendPage, sendThrottled, sendTrouble, sendUnavailable } from '../answer.ts';
import type { Asset } from '../assets.ts';
import { type Field, type Fields, fieldOf, shownOf } from '../form.ts';
import { Packed } from '../packed.ts';
import type { Page, Visit } from '../pages/page.ts';
import { type ProofModel, proofPage } from '../pages/proof-page.ts';
import { requestPage } from '../pages/request-page.ts';
import { sentPage } from '../pages/sent-page.ts';
import type { WebParts } from '../parts.ts';
import type { Path } from '../paths.ts';
import { languageFor, visitOf } from '../visit.ts';
import { waitingTokenOf } from '../waiting.ts';

/** Step 1: the form that asks for an address, and its answer. */
export function requestRoutes(parts: WebParts, base: string): readonly Path[] {
  const blank = blankForms(parts);
  return [
    {
      url: base,
      get: (request, reply) => {
        const { waiting, others } = blank[languageFor(parts, request)];
        return sendPacked(reply, parts.cookies.read(request, 'waiting') === undefined ? others : waiting);
      },
      post: (fields, reply) => postRequest(parts, fields, reply),
      begins: true,
    },
    {
      url: `${base}start`,
      // Somebody reloaded the page by its address.
      get: (_request, reply) => seeOther(parts, reply, ''),
      post: (fields, reply) => startAgain(parts, fields, reply),
      begins: true,
    },
  ];
}

/** As it is found by those who have asked for a mail in this browser, and by all others. */
type BlankForm = Readonly<Record<'waiting' | 'others', Asset>>;

/** The form as everybody finds it, written once for each language, when it is first asked for. */
function blankForms({ site, clock }: WebParts): Readonly<Record<Language, BlankForm>> {
  const write = (language: Language, waits: boolean): Asset => {
    const page = (): Page => requestPage({ site, language, path: '', now: clock.now() }, { address: '', waits });
    return { type: HTML, content: new Packed(() => Promise.resolve(Buffer.from(page().toString()))) };
  };
  const both = (language: Language): BlankForm => ({ waiting: write(language, true), others: write(language, false) });
  return Object.fromEntries(LANGUAGES.map((language) => [language, both(language)])) as Record<Language, BlankForm>;
}

async function postRequest(parts: WebParts, fields: Fields, reply: FastifyReply): Promise<FastifyReply> {
  const { request } = reply;
  const visit = visitOf(parts, request, '');
  const email = fieldOf(fields, 'email');
  if (email.kind === 'misshapen') {
    return sendPage(reply, 400, requestPage(visit, { address: '', problem: 'malformed' }));
  }
  const [proof, ticket] = [fieldOf(fields, 'altcha'), fieldOf(fields, 'ticket')];
  if (proof.kind === 'misshapen' || ticket.kind === 'misshapen') return sendTrouble(parts, reply, 400);
  const address = valueOf(email) ?? '';
  const waiting = waitingTokenOf(parts, request);
  const outcome = await parts.journey.requestLink({
    ...{ address, client: clientNetworkOf(request.ip), language: visit.language, waiting },
    ...{ proof: valueOf(proof), ticket: valueOf(ticket) },
  });
  if (outcome.kind === 'sent' || outcome.kind === 'neutral') parts.cookies.set(reply, 'waiting', waiting);
  return answerRequest(reply, visit, { outcome, address: shownOf(address) });
}

function valueOf(field: Field): string | undefined {
  return field.kind === 'one' ? field.value : undefined;
}

function answerRequest(
  reply: FastifyReply,
  visit: Visit,
  { outcome, address }: { readonly outcome: RequestLinkOutcome; readonly address: string },
): FastifyReply {
  switch (outcome.kind) {
    case 'sent':
    case 'neutral': {
      const { kind, expiresAt } = outcome;
      return sendPage(reply, 200, sentPage(visit, { kind, address, masked: false, expiresAt }));
    }
    case 'unknown':
      return sendPage(reply, 422, requestPage(visit, { address, problem: 'unknown' }));
    case 'proof-needed':
      return sendProofPage(reply, visit, { ...outcome, address });
    case 'malformed':
      return sendPage(reply, 400, requestPage(visit, { address, problem: outcome.reason }));
    case 'directory-unreachable':
      return sendUnavailable(reply, visit, { what: 'directory', address });
    case 'throttled':
      return sendThrottled(reply, visit, { retryAt: outcome.retryAt, address });
  }
}

/** Too many were answered already: those who come now come through more slowly. */
function sendProofPage(reply: FastifyReply, visit: Visit, model: ProofModel): FastifyReply {
  const seconds = Math.max(1, Math.ceil((model.readyAt - visit.now) / 1000));
  return sendPage(reply.header('Retry-After', seconds), 429, proofPage(visit, model));
}

/** Back to the form with the address kept. */
function startAgain(parts: WebParts, fields: Fields, reply: FastifyReply): FastifyReply {
  const email = fieldOf(fields, 'email');
  if (email.kind === 'misshapen') return sendTrouble(parts, reply, 400);
  const address = email.kind === 'one' ? shownOf(email.value) : '';
  return sendPage(reply, 200, requestPage(visitOf(parts, reply.request, ''), { address }));
}
