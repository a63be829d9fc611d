import type { FastifyRequest } from 'fastify';
import type { Language } from '../platform/language.ts';
import { chooseLanguage } from './language.ts';
import type { Visit } from './pages/page.ts';
import type { WebParts } from './parts.ts';

/** One value of the query string; undefined when it is absent or comes more than once. */
export function queryValue(request: FastifyRequest, name: string): string | undefined {
  const value = (request.query as Readonly<Record<string, unknown>> | null)?.[name];
  return typeof value === 'string' ? value : undefined;
}

export function languageFor({ site, cookies }: WebParts, request: FastifyRequest): Language {
  return chooseLanguage(site.languages, {
    query: queryValue(request, 'lang'),
    cookie: cookies.read(request, 'lang'),
    accepted: request.headers['accept-language'],
  });
}

/** @param path where the link to the other language leads: a path under `base` that answers GET */
export function visitOf(parts: WebParts, request: FastifyRequest, path: string): Visit {
  return { site: parts.site, language: languageFor(parts, request), path, now: parts.clock.now() };
}
