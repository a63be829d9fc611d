import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Socket, connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Where entries are shipped to. */
export interface SyslogTarget {
  /** `udp`: RFC 5426; `tcp`: RFC 6587, octets counted; `tls`: RFC 5425, the certificate checked against the host's name. */
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly host: string;
  readonly port: number;
  /** PEM text of the authority, when it is not a public one. */
  readonly ca: string | undefined;
}

export interface SyslogMessage {
  readonly at: number;
  readonly severity: 'warning' | 'notice';
  /** MSGID. */
  readonly kind: string;
  readonly text: string;
}

export interface SyslogOrigin {
  readonly hostname: string;
  readonly process: string;
}

/** “log audit”. @see https://www.rfc-editor.org/rfc/rfc5424#section-6.2.1 */
const FACILITY = 13;
const SEVERITIES = { warning: 4, notice: 5 } as const;

/** One message. @see https://www.rfc-editor.org/rfc/rfc5424#section-6 */
export function formatSyslog({ at, severity, kind, text }: SyslogMessage, { hostname, process }: SyslogOrigin): string {
  const priority = FACILITY * 8 + SEVERITIES[severity];
  const header = [field(hostname, 255), 'jeton', field(process, 128), field(kind, 32)].join(' ');
  return `<${priority}>1 ${new Date(at).toISOString()} ${header} - ${text}`;
}

/** PRINTUSASCII without a space, or the NILVALUE. */
function field(value: string, most: number): string {
  return value.replaceAll(/[^!-~]/g, '_').slice(0, most) || '-';
}

/**
 * Sends messages over a connection of their own, in their order. Syslog acknowledges nothing; over TCP and TLS the
 * receiver has at least read to the end once it closes as well, and only then this returns. UDP tells nothing at all.
 * @throws what the connection meets, or when the receiver does not close in time
 */
export async function sendSyslog(
  target: SyslogTarget,
  messages: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (target.transport === 'udp') {
    await sendDatagrams(target, messages);
    return;
  }
  const socket = await connect(target, signal);
  try {
    const closed = once(socket, 'close', { signal });
    closed.catch(() => undefined);
    socket.end(Buffer.concat(messages.map(counted)));
    // Whatever it says is nothing to us; unread, its end would not be seen.
    socket.resume();
    await closed;
  } finally {
    socket.destroy();
  }
}

async function connect({ transport, host, port, ca }: SyslogTarget, signal: AbortSignal): Promise<Socket> {
  const trust = ca === undefined ? {} : { ca };
  const socket =
    transport === 'tcp' ? connectTcp({ host, port }) : connectTls({ host, port, servername: nameOf(host), ...trust });
  try {
    await once(socket, transport === 'tcp' ? 'connect' : 'secureConnect', { signal });
  } catch (thrown) {
    socket.on('error', () => undefined).destroy();
    throw thrown;
  }
  return socket;
}

/** An address is no name to ask a server for (RFC 6066, 3). */
function nameOf(host: string): string {
  return /^[\d.]+$|:/.test(host) ? '' : host;
}

/** The octets of a message and their number. @see https://www.rfc-editor.org/rfc/rfc6587#section-3.4.1 */
function counted(message: string): Buffer {
  const octets = Buffer.from(message);
  return Buffer.concat([Buffer.from(`${octets.length} `), octets]);
}

async function sendDatagrams({ host, port }: SyslogTarget, messages: readonly string[]): Promise<void> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  try {
    for (const message of messages) {
      await new Promise<void>((resolve, reject) => {
        socket.send(message, port, host, (error) => {
          if (error === null) resolve();
          else reject(error);
        });
      });
    }
  } finally {
    socket.close();
  }
}
