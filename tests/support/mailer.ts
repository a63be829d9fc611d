import type { Message, OutgoingMail } from '../../src/mail/message.ts';
import { type SmtpMailer, buildSmtpMailer } from '../../src/mail/smtp-mailer.ts';
import type { SmtpOptions } from '../../src/mail/smtp-options.ts';
import type { TestRelay } from './smtp.ts';
import { createClock } from './clock.ts';
import { REFUSALS } from './sample-pages.ts';
import { UNIVERSITY } from './university.ts';

export const PUBLIC_URL = 'https://www-atu.univ.example/creation-motdepasse/';
export const LINK = `${PUBLIC_URL}jeton/${'Aa0_-'.repeat(8)}xyz`;
export const REVOKE_LINK = `${PUBLIC_URL}not-me/${'Zz9-_'.repeat(8)}abc`;
/** Where test clocks start: 10:00 in Paris, on a Tuesday. */
export const NOW = createClock().now();

const HOURS = 3_600_000;
const links = { link: LINK, revokeLink: REVOKE_LINK, expiresAt: NOW + 12 * HOURS };

const ACCOUNT = { kind: 'number', text: '28700001' } as const;

/** One of every kind. */
export const MESSAGES = {
  reset: { kind: 'link', purpose: 'reset', ...links, account: ACCOUNT, code: 'K7QM-3XTD' },
  activation: { kind: 'link', purpose: 'activation', ...links },
  /** Where several accounts share the address, and nobody waits for a code. */
  shared: { kind: 'link', purpose: 'reset', ...links },
  refused: { kind: 'refused-later', reason: 'history', ...links, account: ACCOUNT },
  changed: { kind: 'changed', at: NOW, account: ACCOUNT },
  refusedBy: { kind: 'refused-by-application', application: 'Moodle', reason: 'too-short', startLink: PUBLIC_URL },
  lateDirectory: { kind: 'late', directory: true, applications: [], startLink: PUBLIC_URL },
  lateApplications: { kind: 'late', directory: false, applications: ['Moodle', 'IPWeb'], startLink: PUBLIC_URL },
} as const satisfies Readonly<Record<string, Message>>;

/** The same, for every reason. */
export const EVERY_MESSAGE: readonly Message[] = [
  ...Object.values(MESSAGES),
  ...REFUSALS.flatMap((reason): readonly Message[] => [
    { ...MESSAGES.refused, reason },
    { ...MESSAGES.refusedBy, reason },
  ]),
];

/** A mailer that talks to this relay, in clear unless told otherwise. */
export function mailerFor(relay: Pick<TestRelay, 'host' | 'port'>, options: Partial<SmtpOptions> = {}): SmtpMailer {
  return buildSmtpMailer({
    ...{ host: relay.host, port: relay.port, tls: 'none', institution: UNIVERSITY, promiseMs: HOURS },
    ...{ from: { name: 'Université Exemple', address: 'no_reply@univ.example' }, clock: createClock() },
    ...options,
  });
}

export function mailTo(to: string, mail: Partial<OutgoingMail> = {}): OutgoingMail {
  return { id: '01k-mail', to, language: 'fr', message: MESSAGES.reset, ...mail };
}
