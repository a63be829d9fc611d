import type { Socket } from 'node:net';
import { nextBytes } from '../../platform/next-bytes.ts';

/** `SSLRequest`; one byte comes back. @see https://www.postgresql.org/docs/current/protocol-message-formats.html */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** Brings a connection to PostgreSQL to where TLS may begin. @throws when the server does none */
export async function upgradePostgres(socket: Socket, signal: AbortSignal): Promise<void> {
  socket.write(SSL_REQUEST);
  const answer = await nextBytes(socket, signal, 1);
  if (answer?.toString('latin1') !== 'S') throw new Error('the server does not do TLS');
}

const HEADER_BYTES = 4;
/** Capability flags: a TLS connection, the protocol since 4.1, authentication by plug-ins since 4.1. */
const SSL = 0x0800;
const PROTOCOL_41 = 0x0200;
const SECURE_CONNECTION = 0x8000;
const UTF8MB4 = 45;
const LARGEST_PACKET = 0x01_00_00_00;
/** Longer than any greeting. */
const LONGEST_GREETING = 4096;

/**
 * Brings a connection to MariaDB or MySQL to where TLS may begin. @throws when the server does none
 * @see https://mariadb.com/kb/en/connection/
 */
export async function upgradeMariadb(socket: Socket, signal: AbortSignal): Promise<void> {
  const greeting = await readPacket(socket, signal);
  // After the protocol's number: the version, ended by a zero; 4 bytes of a thread, 8 of a seed, 1 of nothing.
  const flags = greeting.indexOf(0, 1) + 1 + 4 + 8 + 1;
  if (greeting[0] !== 10 || greeting.length < flags + 2) throw new Error('the server does not greet as MariaDB does');
  if ((greeting.readUInt16LE(flags) & SSL) === 0) throw new Error('the server does not do TLS');
  const request = Buffer.alloc(HEADER_BYTES + 32);
  request.writeUIntLE(request.length - HEADER_BYTES, 0, 3);
  request.writeUInt8(1, 3);
  request.writeUInt32LE(SSL | PROTOCOL_41 | SECURE_CONNECTION, HEADER_BYTES);
  request.writeUInt32LE(LARGEST_PACKET, HEADER_BYTES + 4);
  request.writeUInt8(UTF8MB4, HEADER_BYTES + 8);
  socket.write(request);
}

async function readPacket(socket: Socket, signal: AbortSignal): Promise<Buffer> {
  let received = Buffer.alloc(0);
  for (;;) {
    const bytes = await nextBytes(socket, signal);
    if (bytes === undefined) throw new Error('the server closed the connection');
    received = Buffer.concat([received, bytes]);
    const length = received.length < HEADER_BYTES ? LONGEST_GREETING : received.readUIntLE(0, 3);
    if (received.length >= HEADER_BYTES + length) return received.subarray(HEADER_BYTES);
    if (received.length > LONGEST_GREETING) throw new Error('the greeting has no end');
  }
}
