import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { createClock } from '../../tests/support/clock.ts';
import { createTempFolder } from '../../tests/support/temp-folder.ts';
import { parseMetrics } from '../../tests/support/prometheus.ts';
import { openLedger } from '../ledger/ledger.ts';
import { type Phase, buildManagement } from './management.ts';
import { createMetrics } from './metrics.ts';

const log = pino({ level: 'silent' });

test('without the ledger it is alive and not ready, and metrics tell the rest', async () => {
  await using folder = await createTempFolder();
  const clock = createClock();
  const ledger = await openLedger({ engine: 'sqlite', path: folder.file('jeton.db'), clock });
  const courier = { health: () => [{ recipient: 'mail', inFlight: 0, breaker: 'open' as const }] };
  const metrics = createMetrics({ ledger, courier, clock });
  let phase: Phase = 'starting';
  const app = buildManagement({
    ledger,
    metrics,
    log,
    role: 'both',
    keys: { findOpening: () => Promise.resolve(undefined) },
    phase: () => phase,
  });
  const get = async (url: string) => await app.inject({ method: 'GET', url });
  const up = async () =>
    parseMetrics((await get('/metrics')).body).find(({ name }) => name === 'jeton_ledger_up')?.value;
  assert.deepEqual((await get('/readyz')).json(), { status: 'starting', role: 'web and courier' });
  phase = 'ready';
  assert.deepEqual([(await get('/readyz')).statusCode, await up()], [200, 1]);

  await ledger[Symbol.asyncDispose]();
  assert.equal((await get('/healthz')).statusCode, 200);
  const ready = await get('/readyz');
  assert.deepEqual([ready.statusCode, ready.json()], [503, { status: 'ledger unavailable', role: 'web and courier' }]);
  assert.equal(await up(), 0);
  const breaker = parseMetrics((await get('/metrics')).body).find(({ name }) => name === 'jeton_breaker_state');
  assert.deepEqual([breaker?.labels['recipient'], breaker?.value], ['mail', 2]);

  phase = 'stopping';
  assert.deepEqual((await get('/readyz')).json(), { status: 'stopping', role: 'web and courier' });
  assert.equal((await get('/nothing')).statusCode, 404);
  await app.close();
});
