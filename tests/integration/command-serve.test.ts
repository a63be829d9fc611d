import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type Socket, connect } from 'node:net';
import { describe, test } from 'node:test';
import { EVENT_KINDS } from '../../src/ledger/events.ts';
import { type RunningCommand, startCommand } from '../support/command.ts';
import { STUDENT, embeddedSystems, importStudent } from '../support/embedded-systems.ts';
import { findFreePort } from '../support/free-port.ts';
import { type Installation, install, runJeton } from '../support/jeton.ts';
import { parseMetrics } from '../support/prometheus.ts';
import { type TestRelay, startSmtp } from '../support/smtp.ts';
import { createTempFolder } from '../support/temp-folder.ts';

/** For a preload: whatever is to be given back at the end never is. */
const HANGING_STOP = `AsyncDisposableStack.prototype.disposeAsync = () => new Promise(() => setInterval(() => {}, 1000));`;

interface Running extends AsyncDisposable {
  readonly installation: Installation;
  readonly jeton: RunningCommand;
  readonly relay: TestRelay;
}

async function run(preload = ''): Promise<Running> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await createTempFolder());
  const relay = opened.use(await startSmtp());
  const installation = await install({ folder: folder.path, systems: embeddedSystems(relay) });
  await importStudent(installation);
  const jeton = opened.use(startCommand(['serve', '--config', installation.config], { preload }));
  await jeton.waitForLine(/Jeton is ready/);
  const stack = opened.move();
  return { installation, jeton, relay, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function ask({ publicUrl }: Installation, email: string): Promise<Response> {
  return await fetch(publicUrl, { method: 'POST', body: new URLSearchParams({ email }), redirect: 'manual' });
}

const BODY = `email=${encodeURIComponent(STUDENT.address)}`;

/** A request of which the last byte is still to come. */
async function beginRequest({ publicUrl }: Installation): Promise<Socket> {
  const { hostname, port, host, pathname } = new URL(publicUrl);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `Host: ${host}`,
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${BODY.length}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${BODY.slice(0, -1)}`);
  return socket;
}

async function answerOn(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** The log, every line of it parsed: a line that is not JSON is a fault. */
function linesOf(jeton: RunningCommand): readonly Record<string, unknown>[] {
  return jeton
    .printed()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('jeton serve', () => {
  test('requests and events are logged as JSON lines without addresses or tokens, and health and metrics tell', async () => {
    await using running = await run();
    const { installation, jeton, relay } = running;
    assert.equal((await ask(installation, STUDENT.address)).status, 200);
    await ask(installation, 'personne@exemple.test');
    const mail = await relay.waitForMail(STUDENT.address);
    const link = mail.lines.find((line) => line.startsWith(`${installation.publicUrl}jeton/`)) ?? '';
    await fetch(link, { redirect: 'manual' });
    await jeton.waitForLine(/"delivery.done"/);

    const { management } = installation;
    assert.deepEqual(await (await fetch(`${management}/healthz`)).json(), { status: 'ok' });
    const ready = { status: 'ready', role: 'web and courier', couriers: 1, missingKeys: [], underWay: [] };
    assert.deepEqual(await (await fetch(`${management}/readyz`)).json(), ready);
    const page = await fetch(`${management}/metrics`);
    assert.match(page.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    const samples = parseMetrics(await page.text());
    const valuesOf = (name: string) => samples.filter((sample) => sample.name === name);
    const count = (kind: string) => valuesOf('jeton_events_total').find(({ labels }) => labels['kind'] === kind)?.value;
    assert.deepEqual(
      valuesOf('jeton_events_total').map(({ labels }) => labels['kind']),
      Object.keys(EVENT_KINDS),
    );
    assert.equal(count('request.sent'), 1);
    assert.equal(count('request.unknown'), 1);
    assert.equal(count('delivery.done'), 1);
    assert.equal(count('promise.missed'), 0);
    assert.deepEqual(
      valuesOf('jeton_ledger_up').map(({ value }) => value),
      [1],
    );
    for (const { value } of valuesOf('jeton_breaker_state')) assert.equal(value, 0);
    assert.ok(valuesOf('jeton_breaker_state').length > 0);
    const answered = valuesOf('jeton_http_request_duration_seconds_count').filter(
      ({ labels }) => labels['method'] === 'POST' && labels['route'] === new URL(installation.publicUrl).pathname,
    );
    assert.equal(
      answered.reduce((sum, { value }) => sum + value, 0),
      2,
    );

    const lines = linesOf(jeton);
    const requests = lines.filter(({ msg }) => msg === 'request');
    assert.equal(requests.length, 3);
    for (const { method, route, status, ms, reference } of requests) {
      assert.deepEqual(
        [method, route, status, ms, reference].map((field) => typeof field).join(),
        'string,string,number,number,string',
      );
    }
    assert.ok(lines.some(({ event }) => event === 'request.sent'));
    const token = link.split('/').at(-1) ?? '';
    for (const secret of [token, STUDENT.address, 'personne@exemple.test'])
      assert.ok(!jeton.printed().includes(secret));
  });

  test('what is under way shows in readyz and metrics while the relay is away', async () => {
    await using running = await run();
    const { installation, jeton, relay } = running;
    await relay.stop();
    await ask(installation, STUDENT.address);
    await jeton.waitForLine(/"request.sent"/);
    const { underWay } = (await (await fetch(`${installation.management}/readyz`)).json()) as { underWay: unknown };
    assert.deepEqual(underWay, [{ recipient: 'mail', count: 1 }]);
    const samples = parseMetrics(await (await fetch(`${installation.management}/metrics`)).text());
    const of = (name: string) =>
      samples.find((sample) => sample.name === name && sample.labels['recipient'] === 'mail');
    assert.equal(of('jeton_deliveries_under_way')?.value, 1);
    assert.ok((of('jeton_deliveries_oldest_seconds')?.value ?? -1) >= 0);
  });

  test('SIGTERM: a request in hand is finished, readiness says so meanwhile, no new one is taken; exit 0', async () => {
    await using running = await run();
    const { installation, jeton } = running;
    const socket = await beginRequest(installation);
    await (await fetch(installation.publicUrl)).text();
    jeton.signal('SIGTERM');
    await jeton.waitForLine(/Jeton stops/);
    const ready = await fetch(`${installation.management}/readyz`);
    assert.deepEqual([ready.status, await ready.json()], [503, { status: 'stopping', role: 'web and courier' }]);
    assert.equal((await fetch(`${installation.management}/healthz`)).status, 200);
    await assert.rejects(fetch(installation.publicUrl));
    const answer = answerOn(socket);
    socket.write(BODY.slice(-1));
    assert.match(await answer, /^HTTP\/1\.1 200 /);
    assert.deepEqual(await jeton.ended(), { code: 0, signal: null });
    assert.equal(linesOf(jeton).at(-1)?.['msg'], 'Jeton has stopped');
  });

  test('a request that never ends does not hold up the stop', async () => {
    await using running = await run();
    const { installation, jeton } = running;
    const socket = await beginRequest(installation);
    socket.on('error', () => undefined);
    await (await fetch(installation.publicUrl)).text();
    jeton.signal('SIGTERM');
    assert.deepEqual(await jeton.ended(), { code: 0, signal: null });
    socket.destroy();
  });

  test('a stop that hangs is ended with exit code 1, and says so', async () => {
    await using running = await run(HANGING_STOP);
    running.jeton.signal('SIGTERM');
    assert.deepEqual(await running.jeton.ended(), { code: 1, signal: null });
    assert.match(running.jeton.printed(), /ended without an orderly stop/);
  });

  test('whoever asks again while a stop hangs is obeyed at once', async () => {
    await using running = await run(HANGING_STOP);
    running.jeton.signal('SIGTERM');
    await running.jeton.waitForLine(/Jeton stops/);
    const asking = setInterval(() => running.jeton.signal('SIGINT'), 100);
    const ended = await running.jeton.ended();
    clearInterval(asking);
    assert.deepEqual(ended, { code: 1, signal: null });
    assert.match(running.jeton.printed(), /ended at the second signal/);
  });

  test('a fault that nobody caught is one JSON line without what people typed, and the process ends with 1', async () => {
    const fault = `new Error('planted for ${STUDENT.address}')`;
    for (const plant of [`Promise.reject(${fault})`, `setImmediate(() => { throw ${fault}; })`]) {
      await using running = await run(`process.on('SIGUSR2', () => { ${plant}; });`);
      running.jeton.signal('SIGUSR2');
      assert.deepEqual(await running.jeton.ended(), { code: 1, signal: null });
      const last = linesOf(running.jeton).at(-1);
      assert.deepEqual([last?.['level'], last?.['msg']], ['fatal', 'a fault that nobody caught; the process ends']);
      assert.match(JSON.stringify(last), /planted for \[address\]/);
      assert.ok(!running.jeton.printed().includes(STUDENT.address));
    }
  });

  test('what it writes is its own user’s alone', async () => {
    await using running = await run();
    const { installation } = running;
    const files = [installation.ledger, `${installation.ledger}-wal`, `${installation.folder}/jeton.keys`];
    for (const file of [...files, `${installation.folder}/data/directory.db`]) {
      assert.equal((await stat(file)).mode & 0o777, 0o600, file);
    }
  });

  test('an address that is not free: exit code 5, and the setting and the mend are named', async () => {
    await using running = await run();
    const { installation } = running;
    const again = await runJeton(['serve', '--config', installation.config]);
    assert.equal(again.code, 5);
    assert.match(again.stderr, /LISTEN_FAILED: management: cannot listen on 127\.0\.0\.1 port \d+: another program/);
    const text = await readFile(installation.config, 'utf8');
    const moved = text.replace(/^management: .*$/m, `management: { host: 127.0.0.1, port: ${await findFreePort()} }`);
    await writeFile(installation.config, moved);
    assert.match((await runJeton(['serve', '--config', installation.config])).stderr, /LISTEN_FAILED: listen: /);
  });

  test('without keys it does not start: exit code 3 and the command that makes them', async () => {
    await using folder = await createTempFolder();
    const installation = await install({
      folder: folder.path,
      systems: embeddedSystems({ host: '127.0.0.1', port: 25 }),
    });
    await rm(folder.file('jeton.keys'));
    const { code, stderr } = await runJeton(['serve', '--config', installation.config]);
    assert.equal(code, 3);
    assert.match(stderr, /KEYS_INVALID: .*jeton\.keys.*`jeton keys new`/);
  });
});
