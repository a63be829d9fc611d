import { once } from 'node:events';
import { type Socket, connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { nextBytes } from '../platform/next-bytes.ts';
import type { SmtpOptions } from './smtp-options.ts';

/** Longer than any greeting or list of extensions. */
const LONGEST_REPLY = 64 * 1024;
/** RFC 5321, 4.2.1: the last line has a space where the others have a hyphen. */
const COMPLETE = /(?:^|\n)(\d{3})(?: [^\n]*)?\r?\n$/;

/** One whole reply. @throws when the relay closes, says too much, or says no */
async function readReply(socket: Socket, signal: AbortSignal): Promise<string> {
  let reply = '';
  for (;;) {
    const bytes = await nextBytes(socket, signal);
    if (bytes === undefined) throw new Error('the relay closed the connection');
    reply += bytes.toString('latin1');
    const [, code] = COMPLETE.exec(reply) ?? [];
    if (code?.startsWith('2') === true) return reply;
    if (code !== undefined || reply.length > LONGEST_REPLY)
      throw new Error(`the relay says ${reply.slice(0, 100).trim()}`);
  }
}

/** Brings a connection to a relay to where TLS may begin. @see https://www.rfc-editor.org/rfc/rfc3207 */
export async function upgradeRelay(socket: Socket, signal: AbortSignal): Promise<void> {
  await readReply(socket, signal);
  socket.write('EHLO [127.0.0.1]\r\n');
  await readReply(socket, signal);
  socket.write('STARTTLS\r\n');
  await readReply(socket, signal);
}

/** What the relay says to whoever connects. @throws what the network or TLS says, or the signal's reason */
export async function readGreeting(
  { host, port, tls, ca }: Pick<SmtpOptions, 'host' | 'port' | 'tls' | 'ca'>,
  signal: AbortSignal,
): Promise<string> {
  const secure = { host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...(ca === undefined ? {} : { ca }) };
  const socket = tls === 'tls' ? connectTls({ ...secure, rejectUnauthorized: true }) : connect({ host, port });
  socket.on('error', () => undefined);
  try {
    await once(socket, tls === 'tls' ? 'secureConnect' : 'connect', { signal });
    return await readReply(socket, signal);
  } finally {
    socket.destroy();
  }
}

const DATE = /(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:[+-]\d{4}|GMT|UTC)/;

/** The time in a greeting (Exchange and Sendmail tell it), in milliseconds since the epoch. */
export function timeInGreeting(greeting: string): number | undefined {
  const [text] = DATE.exec(greeting) ?? [];
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}
