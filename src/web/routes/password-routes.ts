import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ChoosePasswordOutcome, LinkedAccount, OpenLink } from '../../journey/outcomes.ts';
import { clientNetworkOf } from '../../platform/client-network.ts';
import { Secret } from '../../platform/secret.ts';
import { seeOther, sendPage, sendThrottled, sendTrouble } from '../answer.ts';
import { type Fields, fieldOf } from '../form.ts';
import { accountPage } from '../pages/account-page.ts';
import type { Visit } from '../pages/page.ts';
import { passwordPage } from '../pages/password-page.ts';
import { otherLinkPage } from '../pages/trouble-page.ts';
import type { WebParts } from '../parts.ts';
import type { Path } from '../paths.ts';
import { queryValue, visitOf } from '../visit.ts';
import { deadLinkOf, sendDeadLink } from './link-routes.ts';
import { wellFormed } from '../well-formed.ts';

/** Step 3: the form behind a link, and the password that is chosen in it. */
export function passwordRoutes(parts: WebParts, base: string): readonly Path[] {
  return [
    {
      url: `${base}password`,
      get: (request, reply) => showForm(parts, request, reply),
      post: (fields, reply) => choose(parts, fields, reply),
    },
  ];
}

async function showForm(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const visit = visitOf(parts, request, 'password');
  const token = wellFormed(parts.cookies.read(request, 'jeton'));
  if (token === undefined) return sendWithoutLink(parts, visit, reply);
  const link = await parts.journey.viewLink(token, clientNetworkOf(request.ip));
  if (link.kind === 'throttled') return sendThrottled(reply, visit, link);
  if (link.kind !== 'open') return sendDeadLink(reply, visit, deadLinkOf(link));
  const wanted = queryValue(request, 'account');
  const account = accountOf(link, wanted);
  if (account === undefined) {
    return sendPage(reply, 200, accountPage(visit, { link, missing: wanted !== undefined }));
  }
  return sendPage(reply, 200, passwordPage(visit, { link, account }));
}

/** After a success the token is gone: whoever comes back sees where the password is by now. */
function sendWithoutLink(parts: WebParts, visit: Visit, reply: FastifyReply): FastifyReply {
  if (parts.cookies.read(reply.request, 'follow') !== undefined) return seeOther(parts, reply, 'follow');
  return sendDeadLink(reply, visit, deadLinkOf({ kind: 'malformed' }));
}

/** The account at a position as it is written in a query or a form; the only one needs no choosing. */
function accountOf({ accounts }: OpenLink, written: string | undefined): LinkedAccount | undefined {
  if (written === undefined && accounts.length === 1) return accounts[0];
  return accounts.find(({ position }) => String(position) === written);
}

interface Choice {
  readonly token: string;
  readonly resetId: string | undefined;
  /** As the form has it. */
  readonly account: string | undefined;
  readonly password: Secret;
  readonly confirmation: Secret;
}

/** Undefined when a field is missing or comes more than once. */
function readChoice(fields: Fields, token: string): Choice | undefined {
  const [password, confirmation] = [fieldOf(fields, 'password'), fieldOf(fields, 'confirmation')];
  const [reset, account] = [fieldOf(fields, 'reset'), fieldOf(fields, 'account')];
  if (password.kind !== 'one' || confirmation.kind !== 'one') return undefined;
  if (reset.kind === 'misshapen' || account.kind === 'misshapen') return undefined;
  return {
    token,
    resetId: reset.kind === 'one' ? reset.value : undefined,
    account: account.kind === 'one' ? account.value : undefined,
    password: new Secret(password.value),
    confirmation: new Secret(confirmation.value),
  };
}

/** No account has the position 0. */
function positionOf(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  return /^[1-9]\d{0,3}$/.test(written) ? Number(written) : 0;
}

async function choose(parts: WebParts, fields: Fields, reply: FastifyReply): Promise<FastifyReply> {
  const { request } = reply;
  const visit = visitOf(parts, request, 'password');
  const token = wellFormed(parts.cookies.read(request, 'jeton'));
  if (token === undefined) return await sendPressedAgain(parts, visit, reply);
  const choice = readChoice(fields, token);
  if (choice === undefined) return sendTrouble(parts, reply, 400);
  const { account, ...chosen } = choice;
  const outcome = await parts.journey.choosePassword({
    ...chosen,
    position: positionOf(account),
    language: visit.language,
    client: clientNetworkOf(request.ip),
  });
  return await answerChoice(parts, { visit, choice, outcome }, reply);
}

/**
 * A form without a link, sent once more after the success that used the link up (Back and "send again", a second tab): a
 * password was chosen, but not the one that came with this form, so nothing may look like success.
 */
async function sendPressedAgain(parts: WebParts, visit: Visit, reply: FastifyReply): Promise<FastifyReply> {
  const follow = wellFormed(parts.cookies.read(reply.request, 'follow'));
  const found = follow === undefined ? undefined : await parts.journey.follow(follow);
  if (found?.kind !== 'found') return sendDeadLink(reply, visit, deadLinkOf({ kind: 'malformed' }));
  return sendDeadLink(reply, visit, { link: { kind: 'used', at: found.acceptedAt }, restartable: false });
}

interface Chosen {
  readonly visit: Visit;
  readonly choice: Choice;
  readonly outcome: ChoosePasswordOutcome;
}

async function answerChoice(
  parts: WebParts,
  { visit, choice, outcome }: Chosen,
  reply: FastifyReply,
): Promise<FastifyReply> {
  switch (outcome.kind) {
    case 'accepted':
      parts.cookies.remove(reply, 'jeton');
      parts.cookies.set(reply, 'follow', outcome.followToken);
      return seeOther(parts, reply, 'follow');
    case 'falls-short':
    case 'refused':
      return await sendFormAgain(parts, { visit, choice, outcome }, reply);
    case 'account-needed':
      return sendPage(reply, 422, accountPage(visit, { link: outcome.link, missing: true }));
    case 'other-link':
      return sendPage(reply, 409, otherLinkPage(visit));
    case 'dead':
      return sendDeadLink(reply, visit, deadLinkOf(outcome.link));
    case 'throttled':
      return sendThrottled(reply, visit, { retryAt: outcome.retryAt });
  }
}

/** The form once more, saying what is wrong; the passwords themselves are never sent back. */
async function sendFormAgain(
  { journey }: WebParts,
  {
    visit,
    choice,
    outcome,
  }: Chosen & { readonly outcome: Extract<ChoosePasswordOutcome, { kind: 'falls-short' | 'refused' }> },
  reply: FastifyReply,
): Promise<FastifyReply> {
  const link = await journey.viewLink(choice.token);
  if (link.kind === 'throttled') return sendThrottled(reply, visit, link);
  if (link.kind !== 'open') return sendDeadLink(reply, visit, deadLinkOf(link));
  const account = accountOf(link, choice.account);
  if (account === undefined) return sendPage(reply, 422, accountPage(visit, { link, missing: true }));
  return sendPage(reply, 422, passwordPage(visit, { link, account, problem: outcome }));
}
