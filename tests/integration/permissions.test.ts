import assert from 'node:assert/strict';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { waitForRest } from '../support/at-rest.ts';
import { STUDENT, embeddedSystems, importStudent } from '../support/embedded-systems.ts';
import { type Installation, install, runJeton, serve } from '../support/jeton.ts';
import { personAtWeb } from '../support/person-at-web.ts';
import { parseMetrics } from '../support/prometheus.ts';
import { linkIn, startSmtp } from '../support/smtp.ts';
import { type TempFolder, createTempFolder } from '../support/temp-folder.ts';
import { unitOptions } from '../support/unit.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';

/** More than one checkpoint's worth of flushes, so that its thread has had to open the ledger too. */
const REQUESTS = 40;

async function optionsOfUnit({ folder }: Installation, cache: TempFolder): Promise<readonly string[]> {
  const options = await unitOptions({ settings: folder, state: join(folder, 'data'), cache: cache.path });
  assert.ok(options.includes('--permission'));
  return options;
}

describe("under Node's permission model, as jeton.service starts it", () => {
  test('a whole journey goes through, checkpoints and metrics too', async () => {
    await using folder = await createTempFolder();
    await using cache = await createTempFolder();
    await using relay = await startSmtp();
    await using receiver = await startWebhookReceiver();
    await writeFile(folder.file('moodle.secret'), `${receiver.secret}\n`, { mode: 0o600 });
    const applications = `applications:
  - { name: Moodle, type: webhook, url: '${receiver.url}', secrets: [{ file: ./moodle.secret }] }\n`;
    const installation = await install({
      folder: folder.path,
      systems: embeddedSystems(relay, applications),
      more: 'limits: { requestsPerClient: 100000/10m, unknownPerClient: 100000/1h }\n',
      place: 'sqlite:./data/jeton.db',
    });
    await importStudent(installation);
    const nodeOptions = await optionsOfUnit(installation, cache);
    const environment = { NODE_COMPILE_CACHE: cache.path };
    await using service = await serve(installation, { nodeOptions, environment });
    const person = personAtWeb(installation);
    for (let count = 0; count < REQUESTS; count += 1) await person.request(`personne.${count}@exemple.test`);
    await person.request(STUDENT.address);
    const shown = await person.open(linkIn(await relay.waitForMail(STUDENT.address), installation.publicUrl));
    assert.equal((await person.choose(shown, 'Nouveau-Passe-2026')).status, 303);
    await waitForRest(installation);
    assert.equal(receiver.announcementsFor('cmartin').length, 1);
    const samples = parseMetrics(await (await fetch(`${installation.management}/metrics`)).text());
    assert.ok((samples.find(({ name }) => name === 'process_resident_memory_bytes')?.value ?? 0) > 0);
    assert.equal(await service.stop(), 0);
    assert.doesNotMatch(service.log(), /"level":"(warn|error|fatal)"|PERM0006|ERR_ACCESS_DENIED/);
  });

  test('a file elsewhere is out of reach, and the message names the flag', async () => {
    await using folder = await createTempFolder();
    await using elsewhere = await createTempFolder();
    await using cache = await createTempFolder();
    await using relay = await startSmtp();
    const installation = await install({ folder: folder.path, systems: embeddedSystems(relay) });
    await cp(folder.file('jeton.keys'), elsewhere.file('jeton.keys'));
    const moved = { ...installation, config: elsewhere.file('jeton.yaml') };
    await cp(installation.config, moved.config);
    const nodeOptions = await optionsOfUnit(installation, cache);
    await assert.rejects(serve(moved, { nodeOptions }), /jeton\.yaml.*--allow-fs-read/s);
    await using service = await serve(installation, { nodeOptions });
    assert.equal(await service.stop(), 0);
  });

  test('an application that starts programs is refused at the start, with the flag that lets it', async () => {
    await using folder = await createTempFolder();
    await using cache = await createTempFolder();
    await using relay = await startSmtp();
    const applications = `applications:
  - { name: Portail, type: command, path: /bin/true }\n`;
    const systems = embeddedSystems(relay, applications);
    const installation = await install({ folder: folder.path, systems });
    const nodeOptions = await optionsOfUnit(installation, cache);
    await assert.rejects(serve(installation, { nodeOptions }), /SETTINGS_INVALID: .*Portail.*--allow-child-process/);
    await using service = await serve(installation, { nodeOptions: [...nodeOptions, '--allow-child-process'] });
    assert.equal(await service.stop(), 0);
    assert.equal((await runJeton(['keys', 'public', '--config', installation.config])).code, 0);
  });
});
