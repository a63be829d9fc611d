import { Readable } from 'node:stream';
import type SMTPPool from 'nodemailer/lib/smtp-pool';
import type MailMessage from 'nodemailer/lib/mailer/mail-message';
import { type SmtpOptions, transportOptions } from './smtp-options.ts';

/** A mail as it is sent: its envelope (RFC 5321, 2.3.1), and its text with lines that end in CRLF. */
export interface WrittenMail {
  readonly from: string;
  readonly to: string;
  readonly raw: string;
}

/** Connections kept to the relay. */
export interface SmtpPool {
  /** Hands a mail over. @throws the library's error; an aborted signal gives up and closes the connection in use */
  post(mail: WrittenMail, signal: AbortSignal): Promise<void>;
  /** Closes them, whatever is under way. */
  close(): void;
}

/**
 * The library's own pool, handed written mails: its way in for drafts reads, checks and composes each one again. It is
 * read when the first mail leaves: pages need not wait for it at a start, nor a web process ever hold it.
 */
export async function openPool(options: SmtpOptions): Promise<SmtpPool> {
  const { default: Pool } = await import('nodemailer/lib/smtp-pool');
  const { dkim, ...transport } = transportOptions(options);
  const pool = new Pool(transport);
  const sign = dkim === undefined ? undefined : await openSigner(dkim);
  return {
    post: (written, signal) => hand(pool, lend(written, sign ?? streamOf), signal),
    close: () => {
      pool.close({ force: true });
    },
  };
}

/** Apart from where the mail itself is in reach: the pool holds on to the callback, too. */
function hand(pool: Pick<SMTPPool, 'send'>, { message, takeBack }: Lent, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // What the pool reads of a mail, and nothing of what it does not.
    const mail = { data: { signal }, message } as unknown as MailMessage<never>;
    pool.send(mail, (error) => {
      takeBack();
      if (error) reject(error);
      else resolve();
    });
  });
}

interface Lent {
  readonly message: object;
  readonly takeBack: () => void;
}

/**
 * A mail for as long as it is being sent: a connection of the library's pool holds on to the first one that it was made for
 * until it is closed, and with it a live link.
 */
function lend(written: WrittenMail, read: (raw: string) => Readable): Lent {
  let held: WrittenMail | undefined = written;
  return {
    message: {
      getEnvelope: () => ({ from: held?.from, to: held === undefined ? [] : [held.to] }),
      messageId: () => '',
      getHeader: () => '',
      createReadStream: () => read(held?.raw ?? ''),
    },
    takeBack: () => {
      held = undefined;
    },
  };
}

type Signer = (raw: string) => Readable;

/** Signs mails (RFC 6376). */
async function openSigner(dkim: NonNullable<ReturnType<typeof transportOptions>['dkim']>): Promise<Signer> {
  const { default: Dkim } = await import('nodemailer/lib/dkim');
  const signer = new Dkim(dkim);
  return (raw) => signer.sign(raw);
}

/** A stream, since only of one the pool can see that nothing was read of it yet, and try again over another connection. */
function streamOf(raw: string): Readable {
  const stream = new Readable({ read: () => undefined });
  stream.push(raw, 'utf8');
  stream.push(null);
  return stream;
}
