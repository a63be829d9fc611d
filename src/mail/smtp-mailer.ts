import { createHash, createPrivateKey } from 'node:crypto';
import type MimeNode from 'nodemailer/lib/mime-node';
import { AppError } from '../platform/errors.ts';
import { openOnce } from '../platform/open-once.ts';
import type { CheckLine } from '../systems/directory.ts';
import { parseMailbox } from './mailbox.ts';
import { type Letter, LetterPress, type Told } from './letter-press.ts';
import type { Mailed, Mailer, OutgoingMail } from './message.ts';
import { renderMessage } from './render-message.ts';
import { checkSmtp } from './smtp-check.ts';
import type { SmtpOptions } from './smtp-options.ts';
import { outcomeOf } from './smtp-outcome.ts';
import { type SmtpPool, openPool } from './smtp-pool.ts';
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
  const opening = openOnce(() => open(options, sender));
  return {
    async send(mail: OutgoingMail, signal: AbortSignal): Promise<Mailed> {
      const parsed = parseMailbox(mail.to);
      if (parsed.kind === 'malformed') return { kind: 'refused', detail: parsed.detail };
      const { mailbox } = parsed;
      try {
        if (mailbox.needsSmtpUtf8 && !(await probeRelay(options, signal)).smtpUtf8) {
          return { kind: 'refused', detail: 'the relay does not take addresses with non-ASCII letters (SMTPUTF8)' };
        }
        const { pool, press } = await opening.get();
        const [to, now] = [mailbox.address, options.clock.now()];
        const raw = await press.print(mail, { to, messageId: messageId(mail.id, sender), now });
        await pool.post({ from: sender, to, raw }, signal);
        return { kind: 'done' };
      } catch (error) {
        if (signal.aborted) return { kind: 'later', detail: 'gave up waiting for the relay' };
        return outcomeOf(error, mailbox.address);
      }
    },
    check: (signal) => checkSmtp(options, signal),
    async [Symbol.asyncDispose]() {
      const opened = await opening.find();
      opened?.pool.close();
    },
  };
}

interface Opened {
  readonly pool: SmtpPool;
  readonly press: LetterPress;
}

/** Nothing is read but what is handed over. */
const CLOSED = { disableFileAccess: true, disableUrlAccess: true } as const;

async function open(options: SmtpOptions, sender: string): Promise<Opened> {
  const [{ createTransport }, pool] = await Promise.all([import('nodemailer'), openPool(options)]);
  const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  composer.use('stream', (mail, done) => {
    keepAddresses(mail.message);
    done();
  });
  const press = new LetterPress({
    draft: (told) => draft(told, sender, options),
    compose: async (letter) => {
      const { message } = await composer.sendMail(letter);
      // `buffer: true` makes it one.
      if (!Buffer.isBuffer(message)) throw new TypeError('the library composed no text');
      return message.toString('latin1');
    },
  });
  return { pool, press };
}

function draft(told: Told, sender: string, { from, institution, promiseMs }: SmtpOptions): Letter {
  return {
    from: { name: from.name, address: sender },
    ...renderMessage({ ...told, institution, promiseMs }),
    textEncoding: 'quoted-printable',
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': told.language },
    ...CLOSED,
  };
}

/**
 * Mails go to the address exactly as it is stored: the library would rewrite its domain in small letters. Ours have
 * been through `parseMailbox`, so there is nothing left to make safe.
 */
function keepAddresses(message: MimeNode): void {
  Object.assign(message, { _normalizeAddress: (address: string) => address });
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
