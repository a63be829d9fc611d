import { seeOther } from '../answer.ts';
import type { WebParts } from '../parts.ts';
import type { Path } from '../paths.ts';

/** What programs look for at well-known places: under `base`, and at the root of the origin for those who can reach it. */
export function waysideRoutes(parts: WebParts, base: string): readonly Path[] {
  const { site } = parts;
  // The form may be found; behind it there is nothing without a cookie.
  const robots = ['jeton/', 'not-me/'].map((path) => `Disallow: ${site.base}${path}\n`);
  return [...new Set(['/', base])].flatMap((folder): readonly Path[] => [
    {
      // @see https://w3c.github.io/webappsec-change-password-url/
      url: `${folder}.well-known/change-password`,
      get: (_request, reply) => seeOther(parts, reply, ''),
    },
    {
      url: `${folder}robots.txt`,
      get: (_request, reply) => reply.type('text/plain; charset=utf-8').send(`User-agent: *\n${robots.join('')}`),
    },
  ]);
}
