import type { Message } from '../../src/mail/message.ts';
import { REFUSALS } from './sample-pages.ts';

export const PUBLIC_URL = 'https://www-atu.univ.example/creation-motdepasse/';
export const LINK = `${PUBLIC_URL}jeton/${'A'.repeat(43)}`;
export const REVOKE = `${PUBLIC_URL}not-me/${'B'.repeat(43)}`;
export const NOW = Date.parse('2026-10-06T08:00:00Z');
const HOUR = 3_600_000;

export const links = { link: LINK, revokeLink: REVOKE, expiresAt: NOW + 12 * HOUR };

/** Every mail, for every reason. */
export const MESSAGES: readonly Message[] = [
  { kind: 'link', purpose: 'reset', ...links },
  { kind: 'link', purpose: 'activation', ...links },
  ...REFUSALS.map((reason): Message => ({ kind: 'refused-later', reason, ...links })),
  { kind: 'changed', at: NOW },
  ...REFUSALS.map((reason): Message => ({
    ...{ kind: 'refused-by-application', application: 'Moodle', reason, startLink: PUBLIC_URL },
  })),
  { kind: 'late', directory: true, applications: [], startLink: PUBLIC_URL },
  { kind: 'late', directory: false, applications: ['Moodle', 'IPWeb'], startLink: PUBLIC_URL },
];
