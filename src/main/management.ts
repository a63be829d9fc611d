import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { countBacklog } from '../ledger/claims.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { messageOf } from '../platform/errors.ts';
import type { Metrics } from './metrics.ts';

interface ManagementParts {
  readonly ledger: Ledger;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Aborted once the service stops. */
  readonly stopping: AbortSignal;
}

/**
 * The listener for machines. `/healthz`: the process answers. `/readyz`: it should be sent requests (the ledger can be
 * read, and it is not stopping); a directory that is down does not count, since another node would not have it either.
 * `/metrics`: Prometheus.
 */
export function buildManagement({ ledger, metrics, log, stopping }: ManagementParts): FastifyInstance {
  // It answers until the very end of a stop, so that whoever asks is told.
  const app = fastify({ logger: false, requestTimeout: 10_000, return503OnClosing: false });
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    if (stopping.aborted) return reply.code(503).send({ status: 'stopping' });
    try {
      const underWay = await countBacklog(ledger.db);
      return await reply.send({
        status: 'ready',
        underWay: underWay.map(({ recipient, count }) => ({ recipient, count })),
      });
    } catch (thrown) {
      log.error({ error: messageOf(thrown) }, 'not ready: the ledger cannot be read');
      return reply.code(503).send({ status: 'ledger unavailable' });
    }
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.print()));
  return app;
}
