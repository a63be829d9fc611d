import { createHash, createPrivateKey } from 'node:crypto';
import type { SendMailOptions, Transporter } from 'nodemailer';
import type MimeNode from 'nodemailer/lib/mime-node';
import { AppError } from '../platform/errors.ts';
import type { CheckLine } from '../systems/directory.ts';
import { parseMailbox } from './mailbox.ts';
import type { Mailed, Mailer, OutgoingMail } from './message.ts';
import { renderMessage } from './render-message.ts';
import { checkSmtp } from './smtp-check.ts';
import { transportOptions } from './smtp-options.ts';
import type { SmtpOptions } from './smtp-options.ts';
import { outcomeOf } from './smtp-outcome.ts';
import { probeRelay } from './smtp-probe.ts';

export interface SmtpMailer extends Mailer {
  /** Connects, upgrades and logs in as for a mail, and says what is wrong. Sends nothing. */
  check(signal?: AbortSignal): Promise<readonly CheckLine[]>;
}

/**
 * Carries mails to an SMTP relay over kept connections (RFC 5321; RFC 3207 for STARTTLS). One recipient per mail,
 * in the envelope and in `To`. `send` never rejects: what goes wrong is `refused` (this recipient, for good) or
 * `later`; an aborted signal is `later`, and its connection is closed.
 * @throws AppError SETTINGS_INVALID when the sender is no address or the DKIM key cannot sign.
 */
export function buildSmtpMailer(options: SmtpOptions): SmtpMailer {
  assertSigningKey(options);
  const sender = senderOf(options);
  let opening: Promise<Transporter> | undefined;
  return {
    async send(mail: OutgoingMail, signal: AbortSignal): Promise<Mailed> {
      const parsed = parseMailbox(mail.to);
      if (parsed.kind === 'malformed') return { kind: 'refused', detail: parsed.detail };
      const { mailbox } = parsed;
      try {
        if (mailbox.needsSmtpUtf8 && !(await probeRelay(options, signal)).smtpUtf8) {
          return { kind: 'refused', detail: 'the relay does not take addresses with non-ASCII letters (SMTPUTF8)' };
        }
        opening ??= openTransport(options);
        const transport = await opening;
        await transport.sendMail({ ...letter(mail, { to: mailbox.address, from: sender }, options), signal });
        return { kind: 'done' };
      } catch (error) {
        if (signal.aborted) return { kind: 'later', detail: 'gave up waiting for the relay' };
        return outcomeOf(error, mailbox.address);
      }
    },
    check: (signal) => checkSmtp(options, signal),
    async [Symbol.asyncDispose]() {
      const transport = await opening;
      transport?.close({ force: true });
    },
  };
}

/** The library is read when the first mail leaves: pages need not wait for it at a start, nor a web process ever hold it. */
async function openTransport(options: SmtpOptions): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport(transportOptions(options));
  transport.use('stream', (mail, done) => {
    keepAddresses(mail.message, mail.data.envelope);
    done();
  });
  return transport;
}

interface Addresses {
  readonly to: string;
  readonly from: string;
}

/** Every address is an object, so that no parser of the library ever reads one. */
function letter(mail: OutgoingMail, { to, from }: Addresses, options: SmtpOptions): SendMailOptions {
  const now = options.clock.now();
  const { institution, promiseMs } = options;
  const rendered = renderMessage({ message: mail.message, language: mail.language, institution, promiseMs, now });
  return {
    from: { name: options.from.name, address: from },
    to: { name: '', address: to },
    envelope: { from: { name: '', address: from }, to: [{ name: '', address: to }] },
    messageId: messageId(mail.id, from),
    date: new Date(now),
    subject: rendered.subject,
    text: rendered.text,
    html: rendered.html,
    textEncoding: 'quoted-printable',
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': mail.language },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * Mails go to the address exactly as it is stored: the library would rewrite its domain in small letters. Ours have
 * been through `parseMailbox`, so there is nothing left to make safe.
 */
function keepAddresses(message: MimeNode, envelope: SendMailOptions['envelope']): void {
  Object.assign(message, { _normalizeAddress: (address: string) => address });
  if (envelope !== undefined) message.setEnvelope(envelope);
}

function senderOf({ from }: SmtpOptions): string {
  const parsed = parseMailbox(from.address);
  if (parsed.kind === 'mailbox') return parsed.mailbox.address;
  throw new AppError('SETTINGS_INVALID', `mail.from.address: ${parsed.detail}`);
}

/** RFC 8301, 3.2. */
const SHORTEST_KEY_BITS = 1024;

/** The library sends a mail unsigned, or wrongly signed, when it cannot use the key: DMARC then has it thrown away unseen. */
function assertSigningKey({ dkim }: SmtpOptions): void {
  if (dkim === undefined) return;
  const fail = (detail: string, cause?: unknown): never => {
    throw new AppError('SETTINGS_INVALID', `mail.dkim.key: ${detail}`, { cause });
  };
  try {
    const key = createPrivateKey(dkim.key.reveal());
    if (key.asymmetricKeyType !== 'rsa') fail('only RSA keys can sign');
    if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < SHORTEST_KEY_BITS) fail('the key is shorter than 1024 bits');
  } catch (error) {
    if (error instanceof AppError) throw error;
    fail('not a private key in PEM form, or one under a passphrase', error);
  }
}

/** The same for every repetition of a mail (RFC 5322, 3.6.4); an id that is no `dot-atom` is hashed into one. */
function messageId(id: string, from: string): string {
  const local = /^[\w-]+(?:\.[\w-]+)*$/.test(id) ? id : createHash('sha256').update(id).digest('hex');
  return `<${local}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}
