import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify';
import { normalizePassword } from '../policy/characters.ts';
import type { Html } from '../platform/html.ts';
import { Secret } from '../platform/secret.ts';
import type { DemoApplication } from './applications.ts';
import type { Inbox } from './inbox.ts';
import { STYLESHEET, faultPage } from './layout.ts';
import { loginPage } from './login-page.ts';
import { type Overview, overviewPage } from './overview-page.ts';
import { SANDBOX, htmlPart, mailListPage, mailPage } from './webmail-pages.ts';

export interface DemoPagesParts extends Omit<Overview, 'applications'> {
  readonly inbox: Inbox;
  readonly applications: readonly DemoApplication[];
  /** IANA name; times are shown in it. */
  readonly timeZone: string;
}

const FORM = 'application/x-www-form-urlencoded';
const BODY_LIMIT = 16 * 1024;
const FORBIDDEN = 403;
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  'img-src data:',
  "frame-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');
/** Mails carry their style in attributes; nothing else of them may do anything. */
const MAIL_POLICY = [
  `sandbox ${SANDBOX}`,
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "frame-ancestors 'self'",
].join('; ');

/**
 * Everything under `/demo/`: the overview, the webmail and the sample applications. Registered on the product's own
 * server it stays in a scope of its own: its body parser, its headers and its error page touch no other page.
 */
export function demoPages(parts: DemoPagesParts): FastifyPluginAsync {
  return async (app) => {
    const style = await readFile(join(import.meta.dirname, 'demo.css'), 'utf8');
    prepareScope(app);
    app.get('/demo', (_request, reply) => reply.redirect('/demo/', 303));
    app.get(STYLESHEET, (_request, reply) => reply.type('text/css; charset=utf-8').send(style));
    const applications = parts.applications.map(({ facts }) => facts);
    app.get('/demo/', (_request, reply) => send(reply, overviewPage({ ...parts, applications })));
    serveWebmail(app, parts);
    for (const application of parts.applications) serveApplication(app, application);
  };
}

function prepareScope(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: BODY_LIMIT }, (_request, body: string, done) => {
    done(null, new URLSearchParams(body));
  });
  // After whatever the server sets for every page: these pages frame mails, and hold nothing of the product's.
  app.addHook('onSend', async (request, reply) => {
    const framed = request.routeOptions.url === HTML_PART;
    reply.headers({
      'content-security-policy': framed ? MAIL_POLICY : POLICY,
      'x-frame-options': framed ? 'SAMEORIGIN' : 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    await Promise.resolve();
  });
  app.setErrorHandler(async (thrown, request, reply) => {
    const given = thrown instanceof Error && 'statusCode' in thrown ? Number(thrown.statusCode) : 500;
    const status = given >= 400 && given < 500 ? given : 500;
    if (status === 500) request.log.error({ err: thrown }, 'a page of the demo failed');
    const sentence = status === 500 ? 'Une erreur est survenue.' : 'Cette demande n’est pas comprise.';
    return await send(reply.code(status), faultPage('Erreur', sentence));
  });
}

async function send(reply: FastifyReply, page: Html): Promise<FastifyReply> {
  return await reply.type('text/html; charset=utf-8').send(page.toString());
}

const ONE_MAIL = '/demo/inbox/:id';
const HTML_PART = `${ONE_MAIL}/html`;

interface MailRoute {
  Params: { id: string };
}

function serveWebmail(app: FastifyInstance, { inbox, timeZone }: DemoPagesParts): void {
  const absent = (reply: FastifyReply): Promise<FastifyReply> =>
    send(reply.code(404), faultPage('Message introuvable', 'Ce message n’est pas, ou n’est plus, dans la boîte.'));
  app.get('/demo/inbox', (_request, reply) => send(reply, mailListPage(inbox.mails, { timeZone })));
  app.get<MailRoute>(ONE_MAIL, (request, reply) => {
    const mail = inbox.find(request.params.id);
    return mail === undefined ? absent(reply) : send(reply, mailPage(mail, { timeZone }));
  });
  app.get<MailRoute>(HTML_PART, async (request, reply) => {
    const mail = inbox.find(request.params.id);
    if (mail === undefined) return await absent(reply);
    return await reply.type('text/html; charset=utf-8').send(htmlPart(mail));
  });
}

function serveApplication(app: FastifyInstance, application: DemoApplication): void {
  const { facts } = application;
  app.get(`/demo/${facts.slug}`, (_request, reply) => send(reply, loginPage(facts, { kind: 'asked' })));
  app.post(`/demo/${facts.slug}`, async (request, reply) => {
    const number = fieldOf(request.body, 'number')?.trim();
    const password = fieldOf(request.body, 'password');
    if (number === undefined || password === undefined) {
      return await send(reply.code(400), faultPage('Erreur', 'Le formulaire est incomplet.'));
    }
    // Brought to the form in which passwords are set, whatever the keyboard made of it.
    const name = await application.logIn(number, new Secret(normalizePassword(password)));
    return name === undefined
      ? await send(reply.code(FORBIDDEN), loginPage(facts, { kind: 'refused', number }))
      : await send(reply, loginPage(facts, { kind: 'welcome', name }));
  });
}

/** A field that was sent exactly once. */
function fieldOf(body: unknown, name: string): string | undefined {
  if (!(body instanceof URLSearchParams)) return undefined;
  const [value, ...others] = body.getAll(name);
  return others.length === 0 ? value : undefined;
}
