import type { FastifyInstance } from 'fastify';
import type { Listen } from '../config/settings.ts';
import { AppError, messageOf } from '../platform/errors.ts';

/** Listens where the settings say. @throws AppError LISTEN_FAILED that names the setting */
export async function listen(server: FastifyInstance, { host, port }: Listen, setting: string): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (cause) {
    const detail = `${setting}: cannot listen on ${host} port ${port} (${messageOf(cause)}); choose another port or stop what uses it`;
    throw new AppError('LISTEN_FAILED', detail, { cause });
  }
}
