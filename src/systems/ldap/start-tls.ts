import type { Socket } from 'node:net';
import { BerReader, ExtendedRequest, ProtocolOperation } from 'ldapts';
import { nextBytes } from '../../platform/next-bytes.ts';

const START_TLS = '1.3.6.1.4.1.1466.20037';
const MESSAGE_ID = 1;
const LARGEST_ANSWER = 4096;

/** The server does not do StartTLS, or its answer is not one. Nothing was sent but the question. */
export class StartTlsRefused extends Error {
  constructor(detail: string) {
    super(`StartTLS refused: ${detail}`);
    this.name = 'StartTlsRefused';
  }
}

/**
 * Asks for StartTLS on a connection on which nothing was said yet, and returns when TLS may begin.
 * @throws StartTlsRefused also when anything follows the answer in clear: bytes slipped in before the handshake would
 * later pass for the server's own.
 * @see https://www.rfc-editor.org/rfc/rfc4511#section-4.14
 */
export async function requestStartTls(socket: Socket, signal: AbortSignal): Promise<void> {
  socket.write(new ExtendedRequest({ messageId: MESSAGE_ID, oid: START_TLS }).write());
  let received = Buffer.alloc(0);
  for (;;) {
    const bytes = await nextBytes(socket, signal);
    if (bytes === undefined) throw new StartTlsRefused('the server closed the connection');
    received = Buffer.concat([received, bytes]);
    const code = readAnswer(received);
    if (code === 0) return;
    if (code !== undefined) throw new StartTlsRefused(`LDAP result ${code}`);
    if (received.length > LARGEST_ANSWER) throw new StartTlsRefused('the answer has no end');
  }
}

/** The result code; undefined while the answer is not complete. */
function readAnswer(bytes: Buffer): number | undefined {
  try {
    const reader = new BerReader(bytes);
    if (reader.readSequence(0x30) === null || reader.length > reader.remain) return undefined;
    const complete = reader.length === reader.remain;
    const messageId = reader.readInt();
    reader.readSequence(ProtocolOperation.LDAP_RES_EXTENSION);
    const code = reader.readEnumeration();
    if (!complete) throw new StartTlsRefused('more than the answer came in clear');
    if (messageId !== MESSAGE_ID || code === null) throw new StartTlsRefused('the answer is to another question');
    return code;
  } catch (error) {
    throw error instanceof StartTlsRefused ? error : new StartTlsRefused('the answer is not LDAP');
  }
}
