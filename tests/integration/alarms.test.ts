import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STUDENT, embeddedSystems, importStudent } from '../support/embedded-systems.ts';
import { type Installation, type RunningJeton, install, serve } from '../support/jeton.ts';
import { parseMetrics } from '../support/prometheus.ts';
import { startSmtp } from '../support/smtp.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';

const ALARMS = ['request.mails-exhausted', 'request.unknown-burst'];

/** @returns the status */
async function ask({ publicUrl }: Installation, email: string, client: string): Promise<number> {
  const body = new URLSearchParams({ email });
  return (await fetch(publicUrl, { method: 'POST', body, headers: { 'x-forwarded-for': client } })).status;
}

async function countOf({ management }: Installation, kind: string): Promise<number | undefined> {
  const samples = parseMetrics(await (await fetch(`${management}/metrics`)).text());
  return samples.find(({ name, labels }) => name === 'jeton_events_total' && labels['kind'] === kind)?.value;
}

function logged(service: RunningJeton, kind: string): readonly unknown[] {
  const entries = service
    .log()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { readonly event?: string; readonly level: string });
  return entries.filter(({ event }) => event === kind).map(({ level }) => level);
}

test('a budget of everybody that is used up is one entry, one step of its metric and one warning, however many come', async () => {
  await using folder = await createTempFolder();
  await using relay = await startSmtp();
  const limits = 'limits: { mailsOverall: 2/1h, unknownOverall: 3/1h }\ntrustedProxies: [127.0.0.1/32]\n';
  const installation = await install({ folder: folder.path, systems: embeddedSystems(relay), more: limits });
  await importStudent(installation);
  await using service = await serve(installation);
  for (const kind of ALARMS) assert.equal(await countOf(installation, kind), 0, kind);
  const known: number[] = [];
  for (let index = 0; index < 6; index += 1) known.push(await ask(installation, STUDENT.address, `192.0.2.${index}`));
  assert.deepEqual(known, [200, 200, 429, 429, 429, 429]);
  const unknown: number[] = [];
  for (let index = 0; index < 6; index += 1) {
    unknown.push(await ask(installation, `personne.${index}@exemple.test`, `198.51.100.${index}`));
  }
  assert.deepEqual(unknown, [422, 422, 422, 429, 429, 429]);
  for (const kind of ALARMS) {
    assert.equal(await countOf(installation, kind), 1, kind);
    await until(() => logged(service, kind)[0], { missing: kind });
    assert.deepEqual(logged(service, kind), ['warn'], kind);
  }
  assert.deepEqual(new Set(logged(service, 'request.unknown')), new Set(['info']));
});
