import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { waitForRest } from '../support/at-rest.ts';
import { FIXED } from '../support/fixed-people.ts';
import { install, serve } from '../support/jeton.ts';
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

test('no password, no live link and no address lies readable anywhere, from the request to the last delivery', async () => {
  await using slapd = await startSlapd();
  await using relay = await startSmtp();
  await using receiver = await startWebhookReceiver();
  await using folder = await createTempFolder();
  await using temporary = await createTempFolder();
  await mkdir(folder.file('installation'));
  await writeFile(folder.file('installation/moodle.secret'), receiver.secret, { mode: 0o600 });
  const applications = `applications:
  - { name: ENT, type: ldap-replica, url: '${slapd.urls.ldaps}' }
  - { name: Moodle, type: webhook, url: '${receiver.url}', secrets: [{ file: ./moodle.secret }] }`;
  const systems = await realSystems(folder.file('installation'), { slapd, relay, applications });
  const installation = await install({ folder: folder.file('installation'), systems });
  await using jeton = await serve(installation, { logLevel: 'trace', environment: { TMPDIR: temporary.path } });
  const traced = { installation, jeton, temporary: temporary.path };
  const person = personAtWeb(installation);

  await relay.stop();
  assert.equal((await person.request(address)).status, 200);
  const mailUnderWay = await takeTraces(traced, 'the mail is under way');

  await relay.start();
  const mail = await relay.waitForMail(address);
  const [link, revokeLink] = [linkIn(mail), revokeLinkIn(mail)];
  const form = await person.open(link);
  const linkLive = await takeTraces(traced, 'the link is live');

  await slapd.freeze();
  assert.equal((await person.choose(form, CANARY)).status, 303);
  const passwordUnderWay = await takeTraces(traced, 'the password is under way');
  slapd.resume();

  await until(async () => (await slapd.opens(number, CANARY)) || undefined, {
    missing: 'the password does not open the account',
  });
  await waitForRest(installation);
  const arrived = await takeTraces(traced, 'all has arrived');

  const tokenOf = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? '';
  const follow = person.browser.cookies.get('jeton-follow')?.value;
  assert.ok(follow !== undefined && follow.length === 43);
  const secrets = { canary: CANARY, jeton: tokenOf(link), revoke: tokenOf(revokeLink), follow, address };
  const moments = [mailUnderWay, linkLive, passwordUnderWay, arrived];
  for (const traces of moments) assert.deepEqual(findSecrets(traces, secrets), []);
  const announced = receiver.announcements.map(({ id, body }) => [`announcement ${id}`, Buffer.from(body)] as const);
  assert.equal(announced.length, 1);
  assert.deepEqual(findSecrets(new Map(announced), secrets), []);

  // The search does look where it says: what may stand there in clear is found in the same places.
  for (const traces of moments) {
    const found = findSecrets(traces, { number, event: 'request.sent' }).join('\n');
    for (const place of ['VACUUM INTO', 'backup interface', 'the log']) assert.match(found, new RegExp(place));
    assert.match(found, /jeton\.db(-wal)? \(/);
    assert.deepEqual(findSecrets(traces, { command: 'jeton.ts' }).length > 0, process.platform === 'linux');
  }
  const database = new DatabaseSync(installation.ledger, { timeout: 5000 });
  database.prepare("insert into event (at, kind, detail) values (0, 'request.sent', ?)").run(CANARY);
  database.close();
  const planted = findSecrets(await takeTraces(traced, 'planted'), secrets).join('\n');
  for (const place of [/jeton\.db-wal/, /VACUUM INTO/, /backup interface/]) assert.match(planted, place);
});
