import type { SmtpOptions } from './smtp-options.ts';
import { transportOptions } from './smtp-options.ts';

/** What a relay offers. */
export interface Probed {
  /** Addresses with non-ASCII letters before the @ (RFC 6531). */
  readonly smtpUtf8: boolean;
}

/**
 * Connects, upgrades and logs in as for a mail, on a connection of its own, and hangs up. Rejects with the library's
 * error, or with the signal's reason.
 */
export async function probeRelay(options: SmtpOptions, signal: AbortSignal): Promise<Probed> {
  signal.throwIfAborted();
  const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection');
  const connection = new SMTPConnection(transportOptions(options));
  const give = Promise.withResolvers<Probed>();
  const stop = (): void => give.reject(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  connection.on('error', (error) => give.reject(error));
  connection.on('end', () => give.reject(new Error('the relay closed the connection')));
  connection.connect((error) => {
    if (error) {
      give.reject(error);
      return;
    }
    // The last answer is the one to EHLO (after STARTTLS, to the second one).
    const probed: Probed = { smtpUtf8: /^250[ -]SMTPUTF8\b/im.test(connection.lastServerResponse || '') };
    const { login } = options;
    if (login === undefined) {
      give.resolve(probed);
      return;
    }
    const credentials = { user: login.user, pass: login.password.reveal() };
    connection.login({ user: login.user, credentials }, (refusal) => {
      if (refusal) give.reject(refusal);
      else give.resolve(probed);
    });
  });
  try {
    return await give.promise;
  } finally {
    signal.removeEventListener('abort', stop);
    connection.close();
  }
}
