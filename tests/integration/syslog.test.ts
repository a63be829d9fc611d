import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { pino } from 'pino';
import { type TrailShipping, shipTrailOnce } from '../../src/courier/ship-trail.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { formatSyslog } from '../../src/platform/syslog.ts';
import type { SyslogTarget } from '../../src/platform/syslog.ts';
import { createPki } from '../support/pki.ts';
import { startSyslogReceiver } from '../support/syslog-receiver.ts';
import { type Trail, startTrail } from '../support/tamper.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { TRAIL } from '../support/trail.ts';
import { until } from '../support/until.ts';

const ORIGIN = { hostname: 'jeton1.univ.example', process: '4711' };
const GOES_ON = new AbortController().signal;

function shipping({ ledger, clock }: Pick<Trail, 'ledger' | 'clock'>, target: SyslogTarget): TrailShipping {
  return { ledger, clock, target, origin: ORIGIN, log: pino({ level: 'silent' }) };
}

describe('the audit trail is shipped', () => {
  test('entry by entry, in the form of RFC 5424, from where it was switched on', async () => {
    await using trail = await startTrail();
    await using receiver = await startSyslogReceiver({ transport: 'tcp' });
    await trail.fill(10);
    const parts = shipping(trail, receiver.target);
    assert.equal(await shipTrailOnce(parts, GOES_ON), 0);
    await trail.fill(1200);
    await trail.ledger.transaction((tx) => tx.record({ kind: 'password.refused', client: '192.0.2.7' }));
    assert.equal(await shipTrailOnce(parts, GOES_ON), 1201);
    assert.equal(receiver.received.length, 1201);
    const last = receiver.received.at(-1);
    assert.deepEqual([last?.priority, last?.hostname, last?.application], [108, 'jeton1.univ.example', 'jeton']);
    assert.equal(last?.kind, 'password.refused');
    const entry = JSON.parse(last.text) as Record<string, unknown>;
    assert.deepEqual([entry['client'], entry['outcome'], typeof entry['anchor']], ['192.0.2.7', 'failure', 'string']);
    assert.equal(await shipTrailOnce(parts, GOES_ON), 0);
  });

  test('again when the receiver was away or lost the connection, so that none is missed', async () => {
    await using trail = await startTrail();
    await using receiver = await startSyslogReceiver({ transport: 'tcp' });
    const parts = shipping(trail, receiver.target);
    await shipTrailOnce(parts, GOES_ON);
    await trail.fill(50);
    receiver.crashes = true;
    await assert.rejects(shipTrailOnce(parts, GOES_ON));
    receiver.crashes = false;
    await trail.fill(50);
    assert.equal(await shipTrailOnce(parts, GOES_ON), 100);
    assert.equal(new Set(receiver.received.map(({ text }) => text)).size, 100);
  });

  test('by several processes without a gap, while others write', async () => {
    await using trail = await startTrail();
    await using receiver = await startSyslogReceiver({ transport: 'tcp' });
    await using other = await openLedger({ ...trail.place, clock: trail.clock, trail: TRAIL });
    const processes = [trail.ledger, other].map((ledger) => shipping({ ...trail, ledger }, receiver.target));
    await shipTrailOnce(shipping(trail, receiver.target), GOES_ON);
    for (let round = 0; round < 6; round += 1) {
      const writes = Array.from({ length: 30 }, (_, index) =>
        (index % 2 === 0 ? trail.ledger : other).transaction((tx) => tx.record({ kind: 'link.opened' })),
      );
      const [one] = processes.slice(round % 2);
      if (one !== undefined) await Promise.all([...writes, shipTrailOnce(one, GOES_ON)]);
    }
    await shipTrailOnce(shipping(trail, receiver.target), GOES_ON);
    const ids = new Set(receiver.received.map(({ text }) => (JSON.parse(text) as { id: number }).id));
    assert.equal(ids.size, 180);
  });

  test('over TLS to the right server alone, and over UDP', async () => {
    await using trail = await startTrail();
    await using folder = await createTempFolder();
    const pki = await createPki(folder.path);
    const server = await pki.issue('logs');
    const [key, cert] = await Promise.all([readFile(server.key, 'utf8'), readFile(server.certificate, 'utf8')]);
    await using secure = await startSyslogReceiver({ transport: 'tls', tls: { key, cert, ca: pki.caPem } });
    await shipTrailOnce(shipping(trail, secure.target), GOES_ON);
    await trail.fill(3);
    await assert.rejects(shipTrailOnce(shipping(trail, { ...secure.target, ca: undefined }), GOES_ON));
    assert.equal(await shipTrailOnce(shipping(trail, secure.target), GOES_ON), 3);
    assert.equal(secure.received.length, 3);
    await using plain = await startSyslogReceiver({ transport: 'udp' });
    await trail.fill(3);
    assert.equal(await shipTrailOnce(shipping(trail, plain.target), GOES_ON), 3);
    await until(() => (plain.received.length === 3 ? true : undefined), { missing: 'three datagrams' });
  });
});

test('no field of a header can end it, whatever it is made from', () => {
  const message = { at: 0, severity: 'notice', kind: 'a b\nc', text: '{}' } as const;
  const line = formatSyslog(message, { hostname: 'é x', process: '' });
  assert.equal(line, '<109>1 1970-01-01T00:00:00.000Z __x jeton - a_b_c - {}');
});
