import assert from 'node:assert/strict';
import { access, copyFile, cp, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { waitForRest } from '../support/at-rest.ts';
import { type Crowd, importMembers, membersOf, startCrowd } from '../support/crowd.ts';
import { STUDENT, embeddedSystems, importStudent } from '../support/embedded-systems.ts';
import { type Installation, install, runJeton, serve } from '../support/jeton.ts';
import { type Machine, addMachine, bringPublicKeys } from '../support/machines.ts';
import { personAtWeb } from '../support/person-at-web.ts';
import { isInMemory } from '../support/process-memory.ts';
import { parseMetrics } from '../support/prometheus.ts';
import { type TestRelay, linkIn, startSmtp } from '../support/smtp.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';
import { type WebhookReceiver, startWebhookReceiver } from '../support/webhook-receiver.ts';

const WEB = { args: ['--role', 'web'] };
const COURIER = { args: ['--role', 'courier'] };
/** As long as a delivery may rest between two early tries. */
const PATIENCE_MS = 60_000;
const LIMITS = 'limits: { requestsPerClient: 100000/10m }\n';

interface Campus extends AsyncDisposable {
  readonly relay: TestRelay;
  readonly receiver: WebhookReceiver;
  /** The machine of the couriers: it has all keys and secrets. */
  readonly inside: Installation;
  /** A web machine: of all secrets it has the public part of the keys. */
  readonly outside: Machine;
}

async function openCampus(): Promise<Campus> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await createTempFolder());
  const relay = opened.use(await startSmtp());
  const receiver = opened.use(await startWebhookReceiver());
  await writeFile(folder.file('moodle.secret'), `${receiver.secret}\n`, { mode: 0o600 });
  const applications = `applications:
  - { name: Moodle, type: webhook, url: '${receiver.url}', secrets: [{ file: ./moodle.secret }] }\n`;
  const systems = embeddedSystems(relay, applications);
  const inside = await install({ folder: folder.path, systems, more: LIMITS });
  const outside = await addMachine(inside, 'outside');
  await bringPublicKeys(inside, outside);
  const stack = opened.move();
  return { relay, receiver, inside, outside, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function readiness({ management }: Installation): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${management}/readyz`);
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

async function metric({ management }: Installation, name: string, label: readonly [string, string]) {
  const samples = parseMetrics(await (await fetch(`${management}/metrics`)).text());
  return samples.find((sample) => sample.name === name && sample.labels[label[0]] === label[1])?.value;
}

async function openingKey({ folder }: Installation): Promise<Buffer> {
  const { seal } = JSON.parse(await readFile(join(folder, 'jeton.keys'), 'utf8')) as { seal: { privateKey: string }[] };
  return Buffer.from(seal[0]?.privateKey ?? '', 'base64');
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

describe('web and courier apart', () => {
  test('pages accept and set passwords without any opening key, and the courier does the rest', async () => {
    await using campus = await openCampus();
    const { relay, receiver, inside, outside } = campus;
    await importStudent(inside);
    assert.ok(
      !(await exists(join(outside.folder, 'jeton.keys'))) && !(await exists(join(outside.folder, 'moodle.secret'))),
    );
    await using web = await serve(outside, WEB);
    const person = personAtWeb(inside, () => outside.origin);
    assert.equal((await person.request(STUDENT.address)).status, 200);
    const waiting = { couriers: 0, underWay: [{ recipient: 'mail', count: 1 }] };
    assert.deepEqual(await readiness(outside), { status: 'ready', role: 'web', ...waiting });
    assert.equal(await metric(outside, 'jeton_processes', ['role', 'courier']), 0);

    await using courier = await serve(inside, COURIER);
    await assert.rejects(fetch(inside.publicUrl), 'a courier has no pages');
    assert.equal((await fetch(`${inside.management}/healthz`)).status, 200);
    const mail = await relay.waitForMail(STUDENT.address, PATIENCE_MS);
    const shown = await person.open(linkIn(mail, inside.publicUrl));
    assert.equal((await person.choose(shown, 'Nouveau-Passe-2026')).status, 303);
    assert.match((await person.follow()).body, /<li class="arrived">/, 'the page itself has set it in the directory');
    await waitForRest(outside);
    assert.equal(receiver.announcementsFor('cmartin').length, 1);
    assert.deepEqual(await readiness(inside), { ...READY_COURIER, couriers: 1 });
    assert.deepEqual(await readiness(outside), { status: 'ready', role: 'web', couriers: 1, underWay: [] });

    const key = await openingKey(inside);
    assert.ok(await isInMemory(courier.pid, key), 'the search finds what is there');
    assert.ok(!(await isInMemory(web.pid, key)));
    assert.deepEqual([await web.stop(), await courier.stop()], [0, 0]);
    for (const each of [web, courier]) assert.doesNotMatch(each.log(), /"level":"(error|fatal)"|within reach/);
  });

  test('a web process that is given the keys that open refuses them, and warns of those it could reach', async () => {
    await using campus = await openCampus();
    const { inside, outside } = campus;
    const handed = join(outside.folder, 'jeton.keys.public');
    const publicKeys = await readFile(handed);
    await cp(join(inside.folder, 'jeton.keys'), handed);
    await assert.rejects(serve(outside, WEB), /KEYS_INVALID: .*holds keys that open; a web process must not have them/);
    const refused = await runJeton(['check', '--role', 'web', '--config', outside.config]);
    assert.equal(refused.code, 1);
    assert.match(refused.stdout, /^FAIL {2}keys: .* holds keys that open/m);

    await writeFile(handed, publicKeys);
    await cp(join(inside.folder, 'jeton.keys'), join(outside.folder, 'jeton.keys'));
    const warned = await runJeton(['check', '--role', 'web', '--config', outside.config]);
    assert.equal(warned.code, 0, warned.stdout);
    assert.match(warned.stdout, /^WARN {2}keys: .*within reach of whoever gets into a web process/m);
    assert.doesNotMatch(warned.stdout, /mail:|application/);
    await using web = await serve(outside, WEB);
    assert.match(web.log(), /"level":"warn".*within reach of this web process, which does not read them/);
    assert.ok(!(await isInMemory(web.pid, await openingKey(inside))));
  });

  test('what is sealed with a key that no courier has yet waits for it, and goes on without a restart', async () => {
    await using campus = await openCampus();
    const { relay, inside, outside } = campus;
    await importStudent(inside);
    await using courier = await serve(inside, COURIER);
    const keys = join(inside.folder, 'jeton.keys');
    await copyFile(keys, `${keys}.before`);
    const rotated = await runJeton(['keys', 'rotate', '--config', inside.config]);
    assert.equal(rotated.code, 0, rotated.stderr);
    await bringPublicKeys(inside, outside);
    await rename(keys, `${keys}.rotated`);
    await rename(`${keys}.before`, keys);
    await using web = await serve(outside, WEB);
    assert.equal((await personAtWeb(inside, () => outside.origin).request(STUDENT.address)).status, 200);
    const missing = async () => ((await readiness(inside))['missingKeys'] as readonly string[])[0];
    const look = async () =>
      courier.log().includes('with a key that is not here waits') ? await missing() : undefined;
    assert.ok(await until(look, { missing: 'no word of the key', patienceMs: PATIENCE_MS }));
    assert.equal(await metric(inside, 'jeton_breaker_state', ['recipient', 'mail']), 0);
    assert.equal(relay.connections.ever, 0);

    await rename(`${keys}.rotated`, keys);
    const mail = await relay.waitForMail(STUDENT.address, PATIENCE_MS);
    assert.ok(linkIn(mail, inside.publicUrl));
    assert.equal(await missing(), undefined);
    assert.deepEqual([await web.stop(), await courier.stop()], [0, 0]);
  });

  test('two of each share a ledger under load, and one of each may stop at any time', async () => {
    await using campus = await openCampus();
    const { relay, receiver, inside, outside } = campus;
    const members = membersOf(1000);
    await importMembers(inside, members);
    const [web2, courier2] = [await addMachine(inside, 'web-2'), await addMachine(inside, 'courier-2')];
    await bringPublicKeys(inside, web2);
    for (const file of ['jeton.keys', 'moodle.secret'])
      await cp(join(inside.folder, file), join(courier2.folder, file));
    await using stopped = await serve(outside, WEB);
    await using web = await serve(web2, { ...WEB, logLevel: 'warn' });
    await using alsoStopped = await serve(inside, COURIER);
    await using courier = await serve(courier2, COURIER);
    const origins = [outside.origin, web2.origin];
    let turn = 0;
    const origin = (): string => origins[(turn += 1) % origins.length] ?? '';
    const crowd: Crowd = startCrowd({ installation: inside, relay, members, atOnce: 3, origin });
    await crowd.more(6);
    assert.equal(await alsoStopped.stop(), 0);
    origins.shift();
    await crowd.more(6);
    assert.equal(await stopped.stop(), 0);
    await crowd.more(6);
    await crowd.stop();
    await waitForRest(web2);
    for (const { login } of crowd.kept) {
      // A try that a stop has cut off is made again; the receiver knows it by its id.
      const ids = receiver.announcementsFor(login).map(({ id }) => id);
      assert.equal(new Set(ids).size, 1, login);
    }
    assert.deepEqual([await web.stop(), await courier.stop()], [0, 0]);
    for (const each of [web, stopped, courier, alsoStopped]) assert.doesNotMatch(each.log(), /"level":"(error|fatal)"/);
  });
});

const READY_COURIER = { status: 'ready', role: 'courier', missingKeys: [], underWay: [] };
