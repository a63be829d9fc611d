import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPPoolOptions } from 'nodemailer';

/** Whether the relay speaks SMTPUTF8 (RFC 6531), asked on a connection of its own. Rejects when it cannot be asked. */
export async function speaksSmtpUtf8(options: SMTPPoolOptions, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted();
  const connection = new SMTPConnection(options);
  const give = Promise.withResolvers<boolean>();
  const stop = (): void => give.reject(signal.reason as Error);
  signal.addEventListener('abort', stop, { once: true });
  connection.on('error', (error) => give.reject(error));
  connection.on('end', () => give.reject(new Error('the relay closed the connection')));
  connection.connect((error) => {
    if (error) give.reject(error);
    // Once connected, the last answer is the one to EHLO (after STARTTLS, the second one).
    else give.resolve(/^250[ -]SMTPUTF8\b/im.test(connection.lastServerResponse || ''));
  });
  try {
    return await give.promise;
  } finally {
    signal.removeEventListener('abort', stop);
    connection.close();
  }
}
