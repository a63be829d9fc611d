import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { LdapServer } from './server.ts';
import { requestStartTls } from './start-tls.ts';

const PROBE_AFTER_MS = 30_000;

/**
 * Connects and protects the connection as the settings demand; what comes back is ready for LDAP. The certificate is
 * verified against the authority and made out to the URL's host, or there is no connection.
 */
export async function openSocket(server: LdapServer, signal: AbortSignal): Promise<Socket> {
  const { host, port, tls } = server;
  const plain = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: PROBE_AFTER_MS });
  ignoreLateErrors(plain);
  try {
    await once(plain, 'connect', { signal });
    if (tls.mode === 'none') return plain;
    if (tls.mode === 'starttls') await requestStartTls(plain, signal);
    return await protect(plain, server, signal);
  } catch (error) {
    plain.destroy();
    throw error;
  }
}

async function protect(plain: Socket, { host, tls }: LdapServer, signal: AbortSignal): Promise<TLSSocket> {
  const secure = connectTls({
    socket: plain,
    host,
    // RFC 6066 knows names only; an address is still verified, against `host`.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    // Said aloud, since the environment (NODE_TLS_REJECT_UNAUTHORIZED) could say otherwise.
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
  });
  ignoreLateErrors(secure);
  secure.once('close', () => plain.destroy());
  try {
    await once(secure, 'secureConnect', { signal });
    return secure;
  } catch (error) {
    secure.destroy();
    throw error;
  }
}

/** An error is always followed by `close`, which is what everyone here waits for; unheard, it would end the process. */
function ignoreLateErrors(socket: Socket): void {
  socket.on('error', () => undefined);
}
