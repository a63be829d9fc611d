import assert from 'node:assert/strict';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { waitForRest } from '../support/at-rest.ts';
import { type Kept, assertPasswordsOpen, importMembers, membersOf, startCrowd } from '../support/crowd.ts';
import { embeddedSystems } from '../support/embedded-systems.ts';
import { type Installation, install, runJeton, serve } from '../support/jeton.ts';
import { addMachine } from '../support/machines.ts';
import { type ReceivedMail, startSmtp } from '../support/smtp.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { type WebhookReceiver, startWebhookReceiver } from '../support/webhook-receiver.ts';

const NEXT_VERSION = new URL('../support/next-version.ts', import.meta.url).href;
const LIMITS = 'limits: { requestsPerClient: 100000/10m }\n';
const STEP = 6;

async function migrateAsNext({ config }: Installation, ...words: string[]) {
  return await runJeton(['migrate', ...words, '--config', config], {}, NEXT_VERSION);
}

/** Every password that was accepted opens its account, and the application was told of each. */
async function assertKept(kept: readonly Kept[], installation: Installation, receiver: WebhookReceiver): Promise<void> {
  await assertPasswordsOpen(installation, kept);
  for (const { login } of kept) assert.ok(receiver.announcementsFor(login).length > 0, `${login} was not announced`);
}

test('two versions share a ledger under load while it is migrated, first by adding, then by taking away', async () => {
  await using folder = await createTempFolder();
  await using relay = await startSmtp();
  await using receiver = await startWebhookReceiver();
  await writeFile(folder.file('moodle.secret'), `${receiver.secret}\n`, { mode: 0o600 });
  const applications = `applications:
  - { name: Moodle, type: webhook, url: '${receiver.url}', secrets: [{ file: ./moodle.secret }] }\n`;
  const systems = embeddedSystems(relay, applications);
  const installation = await install({ folder: folder.path, systems, more: LIMITS });
  const members = membersOf(1000);
  await importMembers(installation, members);
  const second = await addMachine(installation, 'second');
  await cp(folder.file('jeton.keys'), join(second.folder, 'jeton.keys'));
  await cp(folder.file('moodle.secret'), join(second.folder, 'moodle.secret'));

  await using older = await serve(installation);
  const origins = [installation.publicUrl];
  let turn = 0;
  const origin = (): string => origins[(turn += 1) % origins.length] ?? '';
  const crowd = startCrowd({ installation, relay, members, atOnce: 3, origin });
  await crowd.more(STEP);

  await using newer = await serve(second, { preload: NEXT_VERSION });
  assert.match(newer.log(), /migration taken/);
  origins.push(second.origin);
  await crowd.more(STEP);
  const refused = await migrateAsNext(second, '--contract');
  assert.equal(refused.code, 4, refused.stdout);
  assert.match(refused.stderr, /LEDGER_IN_USE: older programs may still run: \S+ \(/);
  await crowd.more(STEP);

  // As a load balancer does: nothing new goes to the one that is about to stop.
  origins.shift();
  await crowd.more(1);
  assert.equal(await older.stop(), 0);
  assert.doesNotMatch(older.log(), /"level":"(error|fatal)"/);
  const contracted = await migrateAsNext(second, '--contract');
  assert.equal(contracted.code, 0, contracted.stderr);
  assert.match(contracted.stdout, /^taken: \d+-takes-away \(contract\)$/m);
  await crowd.more(STEP);
  await crowd.stop();

  await assert.rejects(serve(installation), /LEDGER_NEWER/);
  await waitForRest(second);
  await assertKept(crowd.kept, installation, receiver);
  for (const { address } of crowd.kept) {
    await relay.waitForMail(
      ({ to, parsed }: ReceivedMail) =>
        to.includes(address) && /a été changé|has been changed/.test(parsed.subject ?? ''),
    );
  }
  assert.equal(await newer.stop(), 0);
  assert.doesNotMatch(newer.log(), /"level":"(error|fatal)"/);
});
