import { type Socket as Datagrams, createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Server, type Socket, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { SyslogTarget } from '../../src/platform/syslog.ts';

/** A message as RFC 5424 has it. */
export interface Received {
  readonly priority: number;
  readonly time: string;
  readonly hostname: string;
  readonly application: string;
  readonly process: string;
  readonly kind: string;
  readonly text: string;
}

/** RFC 5424, 6: the header, no structured data, the text. */
const MESSAGE =
  /^<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) - (.*)$/s;

export interface SyslogReceiver extends AsyncDisposable {
  readonly target: SyslogTarget;
  readonly received: Received[];
  /** Connections are reset before anything is read, as a receiver that crashes does. */
  crashes: boolean;
}

export interface ReceiverOptions {
  readonly transport: SyslogTarget['transport'];
  readonly port?: number;
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca: string };
}

function parse(message: string): Received {
  const [, priority, time = '', hostname = '', application = '', process = '', kind = '', text = ''] =
    MESSAGE.exec(message) ?? [];
  if (priority === undefined) throw new Error(`no message of RFC 5424: ${message}`);
  return { priority: Number(priority), time, hostname, application, process, kind, text };
}

/** Reads octet-counted frames (RFC 6587, 3.4.1) until the end, and then closes as well. */
function readFrames(socket: Socket, receive: (message: string) => void): void {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.on('end', () => {
    let rest = Buffer.concat(chunks);
    while (rest.length > 0) {
      const space = rest.indexOf(' ');
      const length = Number(rest.subarray(0, space).toString());
      if (!(length > 0)) throw new Error(`no octet count: ${rest.subarray(0, 20).toString()}`);
      receive(rest.subarray(space + 1, space + 1 + length).toString('utf8'));
      rest = rest.subarray(space + 1 + length);
    }
  });
}

/** A receiver of syslog over UDP, TCP or TLS. */
export async function startSyslogReceiver({ transport, port = 0, tls }: ReceiverOptions): Promise<SyslogReceiver> {
  const received: Received[] = [];
  const receive = (message: string): void => void received.push(parse(message));
  const target = (at: number): SyslogTarget => ({ transport, host: '127.0.0.1', port: at, ca: tls?.ca });
  if (transport === 'udp') {
    const socket: Datagrams = createSocket('udp4').on('message', (message) => {
      receive(message.toString('utf8'));
    });
    socket.bind(port, '127.0.0.1');
    await once(socket, 'listening');
    const stop = (): Promise<void> => new Promise((resolve) => socket.close(resolve));
    return { received, crashes: false, target: target(socket.address().port), [Symbol.asyncDispose]: stop };
  }
  const receiver = { received, crashes: false };
  const serve = (socket: Socket): void => {
    if (receiver.crashes) socket.resetAndDestroy();
    else readFrames(socket, receive);
  };
  const server: Server = transport === 'tls' ? createTlsServer(tls ?? {}, serve) : createServer(serve);
  server.on('tlsClientError', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver listens nowhere');
  return Object.assign(receiver, {
    target: target(address.port),
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  });
}
