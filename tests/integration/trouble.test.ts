import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { FIXED } from '../support/fixed-people.ts';
import { type Installation, type RunningJeton, install, runJeton, serve } from '../support/jeton.ts';
import { personAtWeb } from '../support/person-at-web.ts';
import { firstPasswordOf } from '../support/person.ts';
import { realSystems } from '../support/real-systems.ts';
import { type Slapd, startSlapd } from '../support/slapd.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { type TestRelay, linkIn, startSmtp } from '../support/smtp.ts';
import { findFreePort } from '../support/free-port.ts';
import { type TcpProxy, startTcpProxy } from '../support/tcp-proxy.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { readUnit } from '../support/unit.ts';
import { until } from '../support/until.ts';

const PASSWORD = 'Nouveau-Passe-2026';
const { address, number } = FIXED.plain;
const NOTHING_CHANGED = /Rien n’a été modifié/;

interface Scene extends AsyncDisposable {
  readonly slapd: Slapd;
  /** Between the service and the directory. */
  readonly line: TcpProxy;
  readonly relay: TestRelay;
  readonly installation: Installation;
  /** Starts the service; it ends with the scene. */
  serve(): Promise<RunningJeton>;
}

async function setTheScene(): Promise<Scene> {
  await using opened = new AsyncDisposableStack();
  const slapd = opened.use(await startSlapd());
  const line = opened.use(await startTcpProxy(slapd.ports.ldaps));
  const relay = opened.use(await startSmtp());
  const folder = opened.use(await createTempFolder());
  const urls = { ...slapd.urls, ldaps: `ldaps://127.0.0.1:${line.port}` };
  const systems = await realSystems(folder.path, { slapd: { ...slapd, urls }, relay });
  const installation = await install({ folder: folder.path, systems });
  const stack = opened.move();
  return {
    ...{ slapd, line, relay, installation },
    serve: async () => stack.use(await serve(installation)),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Reads the ledger's own file, from outside the service. */
function ask(installation: Installation, query: string): unknown {
  const database = new DatabaseSync(installation.ledger, { readOnly: true, timeout: 5000 });
  try {
    return Object.values(database.prepare(query).get() ?? {})[0];
  } finally {
    database.close();
  }
}

async function waitUntilOpens(slapd: Slapd, uid: string, password: string): Promise<void> {
  await until(async () => (await slapd.opens(uid, password)) || undefined, {
    missing: `the password does not open ${uid}`,
    patienceMs: 30_000,
  });
}

describe('the directory', () => {
  test('is stopped: a request is told that nothing was changed, and works once it is back', async () => {
    await using scene = await setTheScene();
    const { slapd, relay, installation } = scene;
    await scene.serve();
    const person = personAtWeb(installation);
    await slapd.stop();
    const refused = await person.request(address);
    assert.equal(refused.status, 503);
    assert.match(refused.body, /L’annuaire ne répond pas/);
    assert.match(refused.body, NOTHING_CHANGED);
    assert.equal(ask(installation, 'select count(*) from reset'), 0);
    await slapd.start();
    assert.equal((await person.request(address)).status, 200);
    await relay.waitForMail(address);
  });

  test('is frozen: a chosen password is accepted, the page tells the truth, and it arrives later', async () => {
    await using scene = await setTheScene();
    const { slapd, relay, installation } = scene;
    await scene.serve();
    const person = personAtWeb(installation);
    await person.request(address);
    const form = await person.open(linkIn(await relay.waitForMail(address)));
    await slapd.freeze();
    assert.equal((await person.choose(form, PASSWORD)).status, 303);
    const told = await person.follow();
    assert.match(told.body.replaceAll('\u00A0', ' '), /dans un délai d’une heure/);
    assert.match(told.body, /<li class="under-way">/);
    assert.doesNotMatch(told.body, /<li class="arrived">/);
    slapd.resume();
    await waitUntilOpens(slapd, number, PASSWORD);
    assert.equal(await slapd.opens(number, firstPasswordOf(number)), false);
    await relay.waitForMail(({ parsed }) => parsed.subject === 'Votre mot de passe a été changé');
    assert.match((await person.follow()).body, /<li class="arrived">/);
  });
});

describe('the mail relay', () => {
  test('is stopped: requests are answered all the same, and the mail comes once it is back', async () => {
    await using scene = await setTheScene();
    const { relay, installation } = scene;
    await scene.serve();
    await relay.stop();
    assert.equal((await personAtWeb(installation).request(address)).status, 200);
    await until(
      () => (ask(installation, "select count(*) from event where kind = 'delivery.retry'") ? true : undefined),
      {
        missing: 'nothing was tried',
      },
    );
    await relay.start();
    const mail = await relay.waitForMail(address);
    assert.equal((await personAtWeb(installation).open(linkIn(mail))).status, 200);
    assert.equal(relay.mails.length, 1);
  });
});

describe('the ledger’s disk', () => {
  test('is full: requests and passwords are told that nothing was changed, and work once there is space', async (context) => {
    await using scene = await setTheScene();
    const { slapd, relay, installation } = scene;
    using disk = mountSmallDisk(`${installation.folder}/data`);
    if (disk === undefined) {
      context.skip('a small file system can be mounted by root on Linux only');
      return;
    }
    await scene.serve();
    const person = personAtWeb(installation);
    await person.request(address);
    const form = await person.open(linkIn(await relay.waitForMail(address)));
    await until(
      () => (ask(installation, "select count(*) from delivery where state = 'due'") === 0 ? true : undefined),
      {
        missing: 'the mail is not settled',
      },
    );

    disk.fill();
    for (const answer of [await person.request(FIXED.plus.address), await person.choose(form, PASSWORD)]) {
      assert.equal(answer.status, 503);
      assert.match(answer.body, NOTHING_CHANGED);
    }
    assert.equal((await fetch(`${installation.management}/healthz`)).status, 200);
    assert.equal(await slapd.opens(number, firstPasswordOf(number)), true);

    disk.free();
    assert.equal(ask(installation, 'select count(*) from reset'), 1);
    assert.equal((await person.choose(form, PASSWORD)).status, 303);
    assert.equal(await slapd.opens(number, PASSWORD), true);
    assert.equal((await person.request(FIXED.plus.address)).status, 200);
    await relay.waitForMail(FIXED.plus.address);
  });
});

describe('SIGTERM', () => {
  test('with a request in hand and a mail on its way: it is answered, leases go back, exit 0, nothing is lost', async () => {
    await using scene = await setTheScene();
    const { slapd, line, relay, installation } = scene;
    const jeton = await scene.serve();
    relay.behave({ greeting: 'hang' });
    assert.equal((await personAtWeb(installation).request(FIXED.plus.address)).status, 200);
    await relay.waitForHang();
    assert.equal(ask(installation, 'select count(*) from delivery where lease_owner is not null'), 1);

    await slapd.freeze();
    const before = line.sent.length;
    const inHand = personAtWeb(installation).request(address);
    await until(() => line.sent.length > before || undefined, { missing: 'the directory is not asked' });
    const stopped = jeton.stop();
    await until(async () => ((await isStopping(installation)) ? true : undefined), { missing: 'it does not stop' });
    slapd.resume();
    const answer = await inHand;
    assert.equal(answer.status, 200);
    assert.ok(answer.body.includes(address));
    assert.equal(await stopped, 0);
    assert.equal(ask(installation, 'select count(*) from delivery where lease_owner is not null'), 0);
    assert.equal(ask(installation, "select count(*) from delivery where state = 'due'"), 2);

    relay.behave({});
    await scene.serve();
    for (const to of [address, FIXED.plus.address]) assert.ok(linkIn(await relay.waitForMail(to)));
  });
});

async function isStopping({ management }: Installation): Promise<boolean> {
  const answer = await fetch(`${management}/readyz`).catch(() => undefined);
  return answer === undefined || answer.status === 503;
}

describe('jeton serve refuses to start', () => {
  test('on a ledger of a newer version, with exit code 4, and leaves the file as it is', async () => {
    await using folder = await createTempFolder();
    const installation = await installAlone(folder.path);
    assert.equal((await runJeton(['migrate', '--config', installation.config])).code, 0);
    const database = new DatabaseSync(installation.ledger);
    database.exec("insert into migration values (9999, 'later', 0, 9999); pragma wal_checkpoint(truncate)");
    database.close();
    const before = await digest(installation);
    const { code, stderr } = await runJeton(['serve', '--config', installation.config]);
    assert.equal(code, 4, stderr);
    assert.match(stderr, /version 9999/);
    assert.equal(await digest(installation), before);
  });

  test('while no database takes writes, with an exit code after which every unit of ours starts it again', async () => {
    await using folder = await createTempFolder();
    const place = `postgres://jeton@127.0.0.1:${await findFreePort()},127.0.0.1:${await findFreePort()}/jeton`;
    const installation = await installAlone(folder.path, place);
    const { code, stderr } = await runJeton(['serve', '--config', installation.config]);
    assert.match(stderr, /LEDGER_UNAVAILABLE: .*no server takes writes/);
    assert.equal(code, 6);
    for (const name of ['jeton', 'jeton-web', 'jeton-courier'] as const)
      assert.ok(!(await readUnit(name)).final.includes(code), name);
  });

  for (const setting of ['listen', 'management'] as const) {
    test(`when the port of \`${setting}\` is taken, with exit code 5 and the setting's name`, async () => {
      await using folder = await createTempFolder();
      const installation = await installAlone(folder.path);
      const { port } = new URL(setting === 'listen' ? installation.publicUrl : installation.management);
      const other = createServer().listen(Number(port), '127.0.0.1');
      await once(other, 'listening');
      try {
        const { code, stderr } = await runJeton(['serve', '--config', installation.config]);
        assert.equal(code, 5, stderr);
        assert.match(stderr, new RegExp(`${setting}: cannot listen on 127\\.0\\.0\\.1 port ${port}`));
      } finally {
        other.close();
        await once(other, 'close');
      }
    });
  }
});

/** An installation that never gets as far as its directory and its relay. */
async function installAlone(path: string, place = 'sqlite:./data/jeton.db'): Promise<Installation> {
  await mkdir(path, { recursive: true });
  const systems = `mail:
  from: { name: Université Exemple, address: no_reply@univ.example }
  smtp: { host: 127.0.0.1, port: 25, tls: none }
directory: { type: embedded, file: ./data/people.db }`;
  return await install({ folder: path, systems, place });
}

/** The content of everything beside the ledger and of itself. */
async function digest({ folder }: Installation): Promise<string> {
  const hash = createHash('sha256');
  const names = (await readdir(`${folder}/data`)).filter((name) => name.startsWith('jeton.db')).sort();
  for (const name of names) hash.update(name).update(await readFile(`${folder}/data/${name}`));
  return hash.digest('hex');
}
