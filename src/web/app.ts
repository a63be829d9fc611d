import cookie from '@fastify/cookie';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController, fastify } from 'fastify';
import { RESET_KEPT_MS } from '../journey/kept.ts';
import { Allowed } from './allowed.ts';
import { sendTrouble } from './answer.ts';
import { type Assets, loadAssets } from './assets.ts';
import { buildCookies, cookiesOf } from './cookies.ts';
import { answerBrokenUrl, answerClientError, answerExpectation, answerFault } from './faults.ts';
import { parseForm } from './form.ts';
import { securityHeaders } from './headers.ts';
import { hasOneHost } from './host.ts';
import { offeredLanguage } from './language.ts';
import { webLog } from './log.ts';
import { logoName, proportionOf } from './logo.ts';
import { NO_SCHEMAS } from './no-schemas.ts';
import type { Site } from './pages/page.ts';
import type { WebOptions, WebParts } from './parts.ts';
import { servePath } from './paths.ts';
import { Pressure } from './pressure.ts';
import { buildReferences } from './references.ts';
import { assetRoutes } from './routes/asset-routes.ts';
import { codeRoutes } from './routes/code-routes.ts';
import { followRoutes } from './routes/follow-routes.ts';
import { legalRoutes } from './routes/legal-routes.ts';
import { linkRoutes } from './routes/link-routes.ts';
import { notMeRoutes } from './routes/not-me-routes.ts';
import { passwordRoutes } from './routes/password-routes.ts';
import { requestRoutes } from './routes/request-routes.ts';
import { waysideRoutes } from './routes/wayside-routes.ts';
import { queryValue } from './visit.ts';

/** The largest form, in bytes. */
const BODY_LIMIT = 16 * 1024;
/** How long a request may take to arrive, and a connection may stay silent, in milliseconds. */
const REQUEST_MS = 20_000;
const SILENT_MS = 60_000;
/** Longer than a reverse proxy keeps an idle connection (nginx: 60 s), so that it is the proxy that closes it. */
const KEEP_ALIVE_MS = 75_000;
/** As long as a URL can be: whatever is under `jeton/` gets the page for mangled links. */
const MAXIMUM_PARAMETER = 16 * 1024;

/**
 * The pages as an application that is not listening yet; the same in tests and in production. It expects the path of
 * `publicUrl` in every request: a reverse proxy must pass it on whole.
 */
export async function buildWeb(options: WebOptions): Promise<FastifyInstance> {
  const assets = await loadAssets(options.logo, options.institution.colours);
  const parts = buildParts(options, assets);
  const app = createApp(options, parts);
  await app.register(cookie);
  readFormsOnly(app);
  greetRequests(app, parts);
  noteAnswers(app, options);
  app.addHook('onClose', (_app, done) => {
    parts.pressure[Symbol.dispose]();
    done();
  });
  app.server.on('checkExpectation', (_request, response) => answerExpectation(parts, response));
  app.setErrorHandler((thrown, _request, reply) => answerFault(parts, thrown, reply));
  app.setNotFoundHandler((_request, reply) => sendTrouble(parts, reply, 404));
  serveRoutes(app, parts, assets);
  return app;
}

function buildParts(options: WebOptions, assets: Assets): WebParts {
  const { journey, publicUrl, clock, institution, logo, languages, policy, lifetimeMs, promiseMs } = options;
  const base = publicUrl.pathname;
  const asset = (name: string): string => {
    const file = assets.find(name);
    if (file === undefined) throw new Error(`there is no asset called ${name}`);
    return `${base}assets/${file}`;
  };
  const facts = { institution, languages, policy, lifetimeMs, promiseMs, applications: options.applications };
  const { style, icon } = assets;
  const site: Site = {
    ...facts,
    ...{ url: publicUrl.href, cookies: cookiesOf(publicUrl) },
    kept: { resetsMs: RESET_KEPT_MS, trailMs: options.trailMs },
    base,
    logo: logo === undefined ? undefined : { url: asset(logoName(logo)), proportion: proportionOf(logo) },
    asset,
    style,
    icon,
  };
  const headers = securityHeaders(publicUrl, style);
  const pressure = new Pressure({ log: options.log, onShed: options.onShed });
  return {
    journey,
    site,
    publicUrl,
    cookies: buildCookies(publicUrl),
    clock,
    headers,
    pressure,
    allowed: new Allowed(),
    random: options.random,
  };
}

function createApp({ log, random, trustedProxies }: WebOptions, parts: WebParts): FastifyInstance {
  return fastify({
    schemaController: NO_SCHEMAS,
    loggerInstance: webLog(log),
    // Our own line names the route: the URL may hold a token.
    logController: new LogController({ disableRequestLogging: true }),
    // Nothing is logged of a request but by ourselves, and then with its reference.
    childLoggerFactory: (logger) => logger,
    // Also the number that a page shows of a fault.
    genReqId: buildReferences(random),
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_MS,
    connectionTimeout: SILENT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // A request without a host is refused by ourselves, with a page.
    http: { headersTimeout: REQUEST_MS, requireHostHeader: false },
    // Requests in hand are finished while the service stops; nothing answers in another form than ours.
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAXIMUM_PARAMETER },
    frameworkErrors: (_error, request, reply) => answerBrokenUrl(parts, request, reply),
    clientErrorHandler: (error, socket) => answerClientError(parts, error, socket),
  });
}

/** Anything but a form is answered 415. Forms are read from their bytes: what is not UTF-8 is found out, not mended. */
function readFormsOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (_request, body: Buffer, done) =>
    done(null, parseForm(body)),
  );
}

/** What happens to every request, whatever it asks for. */
function greetRequests(app: FastifyInstance, parts: WebParts): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(parts.headers);
    if (!hasOneHost(request.raw)) return void sendTrouble(parts, reply, 400);
    if (request.is404) {
      answerNoRoute(parts, request, reply);
      return;
    }
    const language = offeredLanguage(parts.site.languages, queryValue(request, 'lang'));
    if (language !== undefined) parts.cookies.set(reply, 'lang', language);
    done();
  });
}

/** Before a body is read. */
function answerNoRoute(parts: WebParts, request: FastifyRequest, reply: FastifyReply): void {
  const methods = parts.allowed.find(request.url);
  if (methods === undefined) sendTrouble(parts, reply, 404);
  else sendTrouble(parts, reply.header('Allow', methods), 405);
}

/** One line in the log for each answer. A URL may hold a token, so only the route's pattern is told. */
function noteAnswers(app: FastifyInstance, { observe }: WebOptions): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { method, id: reference } = request;
    const { url: route = 'none' } = request.routeOptions;
    const { statusCode: status, elapsedTime } = reply;
    request.log.info({ method, route, status, ms: Math.round(elapsedTime), reference }, 'request');
    observe?.({ method, route, status, seconds: elapsedTime / 1000 });
    done();
  });
}

function serveRoutes(app: FastifyInstance, parts: WebParts, assets: Assets): void {
  const { base } = parts.site;
  // The router decodes what it is asked for, and takes `:` for a parameter.
  const url = decodeURI(base).replaceAll(':', '::');
  const paths = [
    ...[
      requestRoutes,
      codeRoutes,
      linkRoutes,
      passwordRoutes,
      notMeRoutes,
      followRoutes,
      legalRoutes,
      waysideRoutes,
    ].flatMap((routes) => routes(parts, url)),
    ...assetRoutes(parts, url, assets),
  ];
  for (const path of paths) servePath(app, parts, path);
  if (base !== '/') {
    servePath(app, parts, { url: url.slice(0, -1), get: (_request, reply) => reply.redirect(base, 308) });
  }
}
