import type { FastifyInstance } from 'fastify';
import type { Listen } from '../config/settings.ts';
import { AppError, codeOf, messageOf } from '../platform/errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there; stop it (`ss -ltnp` shows it) or choose another port',
  EACCES: 'this user may not; choose a port from 1024 on',
  EADDRNOTAVAIL: 'this machine does not have that address; choose one of its own, or 127.0.0.1',
};

/** Listens where the settings say. @throws AppError LISTEN_FAILED that names the setting */
export async function listen(server: FastifyInstance, { host, port }: Listen, setting: string): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (cause) {
    const code = codeOf(cause) ?? '';
    const why = REASONS[code] ?? `${messageOf(cause)}; choose another address or port`;
    throw new AppError('LISTEN_FAILED', `${setting}: cannot listen on ${host} port ${port}: ${why}`, { cause });
  }
}

/** How long requests in hand may take once the service stops, in milliseconds; the directory's own try takes five seconds at most. */
const CLOSE_MS = 6000;

/** Takes no new request and finishes those in hand; what is not finished in time, in milliseconds, is cut. */
export async function closeInTime(server: FastifyInstance, closeMs = CLOSE_MS): Promise<void> {
  const cut = setTimeout(() => server.server.closeAllConnections(), closeMs);
  try {
    await server.close();
  } finally {
    clearTimeout(cut);
  }
}
