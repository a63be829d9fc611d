import { clientNetworkOf } from '../platform/client-network.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { markOwnForms, sendTrouble } from './answer.ts';
import { sendBusy } from './busy.ts';
import type { Fields, ParsedForm } from './form.ts';
import type { WebParts } from './parts.ts';
import type { Kind } from './pressure.ts';
import { isOwnForm } from './same-origin.ts';

export type Answer = FastifyReply | Promise<FastifyReply>;

/** One path and what it answers to; any other method gets 405 with `Allow`. */
export interface Path {
  /** As the router writes it. */
  readonly url: string;
  readonly get?: (request: FastifyRequest, reply: FastifyReply) => Answer;
  /** Called only for a form of our own pages that could be read. */
  readonly post?: (fields: Fields, reply: FastifyReply) => Answer;
  /** Nobody who comes here has a link yet: they are the first to be put off when there is too much to do. */
  readonly begins?: boolean;
}

export function servePath(app: FastifyInstance, parts: WebParts, path: Path): void {
  const { url, get, post } = path;
  const methods: string[] = [];
  if (get !== undefined) {
    methods.push('GET', 'HEAD');
    app.route({ method: 'GET', url, handler: servePage(parts, path, get) });
  }
  if (post !== undefined) {
    methods.push('POST');
    app.route({ method: 'POST', url, onRequest: refuseStrangers(parts), handler: serveForm(parts, path, post) });
  }
  parts.allowed.note(url, methods);
}

function servePage(parts: WebParts, { begins }: Path, get: NonNullable<Path['get']>) {
  const { pressure } = parts;
  const kind: Kind = begins === true ? 'page' : 'begun';
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (!pressure.admits(kind)) return await sendBusy(parts, reply, { kind });
    markOwnForms(parts, request, reply);
    // A first page waits for nothing.
    return begins === true ? await get(request, reply) : await pressure.during(kind, () => get(request, reply));
  };
}

/** A form that another site's page has posted is refused before its body is read. */
function refuseStrangers(parts: WebParts) {
  const { origin } = parts.publicUrl;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const withFormCookie = parts.cookies.read(request, 'form') !== undefined;
    if (isOwnForm({ headers: request.headers, origin, withFormCookie })) return undefined;
    await parts.journey.notice({ kind: 'forged', client: clientNetworkOf(request.ip) });
    return await sendTrouble(parts, reply, 403);
  };
}

function serveForm(parts: WebParts, { begins }: Path, post: NonNullable<Path['post']>) {
  const { pressure } = parts;
  const kind: Kind = begins === true ? 'request' : 'begun';
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    // A request without a body is a form without fields.
    const form = (request.body as ParsedForm | undefined) ?? { kind: 'form', fields: new Map() };
    if (form.kind === 'malformed') return await refuseMalformed(parts, reply);
    if (!pressure.admits(kind)) return await sendBusy(parts, reply, { kind, fields: form.fields });
    return await pressure.during(kind, () => post(form.fields, reply));
  };
}

/** A form that no page of ours makes: a field that comes twice, a body that is no form. */
async function refuseMalformed(parts: WebParts, reply: FastifyReply): Promise<FastifyReply> {
  await parts.journey.notice({ kind: 'malformed', client: clientNetworkOf(reply.request.ip) });
  return sendTrouble(parts, reply, 400);
}
