import type { FastifyRequest } from 'fastify';
import { chooseLanguage } from './language.ts';
import type { Visit } from './pages/page.ts';
import type { WebParts } from './parts.ts';

/** One value of the query string; undefined when it is absent or comes more than once. */
export function queryValue(request: FastifyRequest, name: string): string | undefined {
  const value = (request.query as Readonly<Record<string, unknown>> | null)?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** @param path where the link to the other language leads: a path under `base` that answers GET */
export function visitOf({ site, cookies, clock }: WebParts, request: FastifyRequest, path: string): Visit {
  const wishes = {
    query: queryValue(request, 'lang'),
    cookie: cookies.read(request, 'lang'),
    accepted: request.headers['accept-language'],
  };
  return { site, language: chooseLanguage(site.languages, wishes), path, now: clock.now() };
}
