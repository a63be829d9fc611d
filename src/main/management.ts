import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { countBacklog } from '../ledger/claims.ts';
import { findSealKeysInUse } from '../ledger/data-keys.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { findProcesses } from '../ledger/processes.ts';
import { systemClock } from '../platform/clock.ts';
import { messageOf } from '../platform/errors.ts';
import { NO_SCHEMAS } from '../web/no-schemas.ts';
import type { Metrics } from './metrics.ts';
import { type Role, type RoleKeys, carries, describeRole } from './role.ts';

interface ManagementParts {
  readonly ledger: Ledger;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly role: Role;
  readonly keys: Pick<RoleKeys, 'findOpening'>;
  readonly phase: () => Phase;
}

/** Between `starting` and `stopping` the service does what its role is. */
export type Phase = 'starting' | 'ready' | 'stopping';

/**
 * The listener for machines. `/healthz`: the process answers. `/readyz`: it can do what its role is (it has started and
 * is not stopping, and the ledger can be read), and what is missing for that elsewhere; a directory that is down does not count, since
 * another node would not have it either. `/metrics`: Prometheus.
 */
export function buildManagement(parts: ManagementParts): FastifyInstance {
  const { metrics, log, role, phase } = parts;
  // It answers until the very end of a stop, so that whoever asks is told.
  const app = fastify({
    logger: false,
    schemaController: NO_SCHEMAS,
    requestTimeout: 10_000,
    return503OnClosing: false,
  });
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const facts = { role: describeRole(role) };
    const status = phase();
    if (status !== 'ready') return reply.code(503).send({ status, ...facts });
    try {
      return await reply.send({ status, ...facts, ...(await findState(parts)) });
    } catch (thrown) {
      log.error({ error: messageOf(thrown) }, 'not ready: the ledger cannot be read');
      return reply.code(503).send({ status: 'ledger unavailable', ...facts });
    }
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.print()));
  return app;
}

/** What is under way, and what each role needs of others: pages a courier, a courier the keys that pages seal with. */
async function findState({ ledger: { db }, role, keys }: ManagementParts): Promise<Readonly<Record<string, unknown>>> {
  const underWay = (await countBacklog(db)).map(({ recipient, count }) => ({ recipient, count }));
  const processes = await findProcesses(db, systemClock.now());
  const couriers = processes.filter((process) => process.role !== describeRole('web')).length;
  if (!carries(role)) return { couriers, underWay };
  const missingKeys: string[] = [];
  for (const id of await findSealKeysInUse(db)) if ((await keys.findOpening(id)) === undefined) missingKeys.push(id);
  missingKeys.sort();
  return { couriers, missingKeys, underWay };
}
