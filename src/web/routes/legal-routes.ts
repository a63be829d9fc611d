import { sendPage } from '../answer.ts';
import { accessibilityPage } from '../pages/accessibility-page.ts';
import { privacyPage } from '../pages/privacy-page.ts';
import type { WebParts } from '../parts.ts';
import type { Path } from '../paths.ts';
import { visitOf } from '../visit.ts';

/** What the law asks every service to tell. */
export function legalRoutes(parts: WebParts, base: string): readonly Path[] {
  return [
    {
      url: `${base}privacy`,
      begins: true,
      // Also where the institution has a notice of its own: this one tells of this service.
      get: (request, reply) => sendPage(reply, 200, privacyPage(visitOf(parts, request, 'privacy'))),
    },
    {
      url: `${base}accessibility`,
      begins: true,
      get: (request, reply) => sendPage(reply, 200, accessibilityPage(visitOf(parts, request, 'accessibility'))),
    },
  ];
}
