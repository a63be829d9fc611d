import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { waitForRest } from '../support/at-rest.ts';
import { FIXED } from '../support/fixed-people.ts';
import { snapshotOptions, takeHeapSnapshot } from '../support/heap-snapshot.ts';
import { holdPrograms } from '../support/held-programs.ts';
import { install, serve } from '../support/jeton.ts';
import { createLedgerAtRest } from '../support/ledger-at-rest.ts';
import { startRealm } from '../support/mit-kerberos.ts';
import { personAtWeb } from '../support/person-at-web.ts';
import { realSystems } from '../support/real-systems.ts';
import { findSecrets } from '../support/secret-search.ts';
import { startSlapd } from '../support/slapd.ts';
import { linkIn, revokeLinkIn, startSmtp } from '../support/smtp.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { takeTraces } from '../support/traces.ts';
import { until } from '../support/until.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';

const CANARY = 'Canari-7Qz!x4Wm2-Vb9';
const { address, number } = FIXED.plain;
const TIMEOUT_MS = 240_000;

const tokenOf = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? '';

test(
  'no password, no live link and no address lies readable anywhere, from the request to the last delivery',
  { timeout: TIMEOUT_MS },
  async () => {
    await using slapd = await startSlapd();
    await using relay = await startSmtp();
    await using receiver = await startWebhookReceiver();
    await using realm = await startRealm();
    await realm.manage(`addprinc -randkey ${number}`);
    await using folder = await createTempFolder();
    await using temporary = await createTempFolder();
    await using programs = await createTempFolder();
    await using snapshots = await createTempFolder();
    await using ledger = await createLedgerAtRest();
    await mkdir(folder.file('installation'));
    await writeFile(folder.file('installation/moodle.secret'), receiver.secret, { mode: 0o600 });
    await using held = await holdPrograms(programs.path, realm);
    const applications = `applications:
  - { name: ENT, type: ldap-replica, url: '${slapd.urls.ldaps}' }
  - { name: Moodle, type: webhook, url: '${receiver.url}', secrets: [{ file: ./moodle.secret }] }
${held.applications}`;
    const systems = await realSystems(folder.file('installation'), { slapd, relay, applications });
    const installation = await install({ folder: folder.file('installation'), systems, place: ledger.place });
    await using jeton = await serve(installation, {
      ...{ logLevel: 'trace', environment: { TMPDIR: temporary.path } },
      nodeOptions: snapshotOptions(snapshots.path),
    });
    const traced = { installation, ledger, jeton, temporary: temporary.path };
    const takeHeap = async () => new Map([['the heap', await takeHeapSnapshot(jeton.pid, snapshots.path)]]);
    const person = personAtWeb(installation);

    await relay.stop();
    assert.equal((await person.request(address)).status, 200);
    const mailUnderWay = await takeTraces(traced, 'the mail is under way');

    await relay.start();
    const mail = await relay.waitForMail(address);
    const [link, revokeLink] = [linkIn(mail), revokeLinkIn(mail)];
    const [code = ''] = /^[0-9A-Z]{4}-[0-9A-Z]{4}$/m.exec(mail.parsed.text ?? '') ?? [];
    const form = await person.open(link);
    const linkLive = await takeTraces(traced, 'the link is live');

    await slapd.freeze();
    assert.equal((await person.choose(form, CANARY)).status, 303);
    const passwordUnderWay = await takeTraces(traced, 'the password is under way');
    slapd.resume();

    await held.waitUntilHeld();
    const programsRun = await takeTraces(traced, 'programs set the password');
    const heapUnderWay = await takeHeap();
    await held.letGo();
    assert.ok(
      await until(async () => (await slapd.opens(number, CANARY)) || undefined, { missing: 'it opens nothing' }),
    );
    await waitForRest(installation);
    assert.ok(await realm.opens(number, CANARY));
    const arrived = await takeTraces(traced, 'all has arrived');
    const heap = await takeHeap();

    const follow = person.browser.cookies.get('jeton-follow')?.value;
    const waiting = person.browser.cookies.get('jeton-waiting')?.value;
    assert.ok(follow?.length === 43 && waiting?.length === 43 && code.length === 9);
    const secrets = {
      canary: CANARY,
      jeton: tokenOf(link),
      revoke: tokenOf(revokeLink),
      follow,
      address,
      code,
      waiting,
    };
    const moments = [mailUnderWay, linkLive, passwordUnderWay, programsRun, arrived];
    for (const traces of moments) assert.deepEqual(findSecrets(traces, secrets), []);
    const announced = receiver.announcements.map(({ id, body }) => [`announcement ${id}`, Buffer.from(body)] as const);
    assert.equal(announced.length, 1);
    assert.deepEqual(findSecrets(new Map(announced), secrets), []);
    // Of the last mail on a kept connection the library holds the envelope, and so the address.
    const found = findSecrets(heap, secrets);
    assert.deepEqual(
      found.filter((find) => !find.startsWith('address')),
      [],
    );
    assert.match(findSecrets(heapUnderWay, secrets).join('\n'), /canary, plain, in the heap/);

    // The search does look where it says: what may stand there in clear is found in the same places.
    for (const traces of moments) {
      const found = findSecrets(traces, { number, event: 'request.sent' }).join('\n');
      for (const place of ledger.showing) assert.match(found, place);
      assert.match(found, /the log \(/);
      const shown = findSecrets(traces, { command: 'jeton.ts', variable: temporary.path }).join('\n');
      for (const place of [/command, .* cmdline of \d+/, /variable, .* environ of \d+/]) assert.match(shown, place);
    }
    const started = findSecrets(programsRun, {
      script: 'set-badge',
      principal: 'change_password',
      language: 'C.UTF-8',
    });
    for (const place of [/cmdline of \d+ \(set-badge\)/, /cmdline of \d+ \(kadmin\)/, /environ of \d+ \(kadmin\)/]) {
      assert.match(started.join('\n'), place);
    }
    await ledger.plant(installation, CANARY);
    await writeFile(temporary.file('left-behind'), CANARY);
    const planted = findSecrets(await takeTraces(traced, 'planted'), secrets).join('\n');
    for (const place of [...ledger.showing, /left-behind/]) assert.match(planted, place);
  },
);
