import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { SendMailOptions } from 'nodemailer';
import type { CheckLine } from '../systems/directory.ts';
import { parseMailbox } from './mailbox.ts';
import type { Mailed, Mailer, OutgoingMail } from './message.ts';
import { renderMessage } from './render-message.ts';
import { speaksSmtpUtf8 } from './smtp-capabilities.ts';
import { checkSmtp } from './smtp-check.ts';
import { transportOptions } from './smtp-options.ts';
import type { SmtpOptions } from './smtp-options.ts';
import { outcomeOf } from './smtp-outcome.ts';

export interface SmtpMailer extends Mailer {
  /** Connects, upgrades and logs in as for a mail, and says what is wrong. Sends nothing. */
  check(signal?: AbortSignal): Promise<readonly CheckLine[]>;
}

/**
 * Carries mails to an SMTP relay over kept connections (RFC 5321; RFC 3207 for STARTTLS). One recipient per mail,
 * in the envelope and in `To`. `send` never rejects: what goes wrong is `refused` (this recipient, for good) or
 * `later`; an aborted signal is `later`, and its connection is closed.
 */
export function buildSmtpMailer(options: SmtpOptions): SmtpMailer {
  const settings = transportOptions(options);
  const transport = createTransport(settings);
  return {
    async send(mail: OutgoingMail, signal: AbortSignal): Promise<Mailed> {
      const parsed = parseMailbox(mail.to);
      if (parsed.kind === 'malformed') return { kind: 'refused', detail: parsed.detail };
      const { mailbox } = parsed;
      try {
        if (mailbox.needsSmtpUtf8 && !(await speaksSmtpUtf8(settings, signal))) {
          return { kind: 'refused', detail: 'the relay does not take addresses with non-ASCII letters (SMTPUTF8)' };
        }
        await transport.sendMail({ ...letter(mail, mailbox.address, options), signal });
        return { kind: 'done' };
      } catch (error) {
        if (signal.aborted) return { kind: 'later', detail: 'gave up waiting for the relay' };
        return outcomeOf(error, mailbox.address);
      }
    },
    check: (signal) => checkSmtp({ options, verify: () => transport.verify() }, signal),
    [Symbol.asyncDispose]() {
      transport.close({ force: true });
      return Promise.resolve();
    },
  };
}

/** Every address is an object, so that no parser of the library ever reads one. */
function letter(mail: OutgoingMail, address: string, options: SmtpOptions): SendMailOptions {
  const now = options.clock.now();
  const { institution, promiseMs, from } = options;
  const rendered = renderMessage({ message: mail.message, language: mail.language, institution, promiseMs, now });
  return {
    from: { name: from.name, address: from.address },
    to: { name: '', address },
    envelope: { from: { name: '', address: from.address }, to: [{ name: '', address }] },
    messageId: messageId(mail.id, from.address),
    date: new Date(now),
    subject: rendered.subject,
    text: rendered.text,
    html: rendered.html,
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': mail.language },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The same for every repetition of a mail (RFC 5322, 3.6.4); an id that is no `dot-atom` is hashed into one. */
function messageId(id: string, from: string): string {
  const local = /^[\w-]+(?:\.[\w-]+)*$/.test(id) ? id : createHash('sha256').update(id).digest('hex');
  return `<${local}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}
