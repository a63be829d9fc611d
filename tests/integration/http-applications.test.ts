import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { waitForRest } from '../support/at-rest.ts';
import { FIXED } from '../support/fixed-people.ts';
import { install, serve } from '../support/jeton.ts';
import { startMoodle } from '../support/moodle.ts';
import { personAtWeb } from '../support/person-at-web.ts';
import { realSystems } from '../support/real-systems.ts';
import { startScimServer } from '../support/scim-server.ts';
import { findSecrets } from '../support/secret-search.ts';
import { startSlapd } from '../support/slapd.ts';
import { linkIn, startSmtp } from '../support/smtp.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { atRestInFile } from '../support/ledger-at-rest.ts';
import { takeTraces } from '../support/traces.ts';

const CANARY = 'Canari-7Qz!x4Wm2-Vb9';
const { address, number } = FIXED.plain;

test('one application has the password, another refuses it and is named; neither password nor token lies anywhere', async () => {
  await using slapd = await startSlapd();
  await using relay = await startSmtp();
  await using scim = await startScimServer([{ userName: number, externalId: 'x', employeeNumber: number }]);
  await using moodle = await startMoodle([{ id: 7, username: number, idnumber: number, email: address }]);
  await using folder = await createTempFolder();
  await using temporary = await createTempFolder();
  await mkdir(folder.file('installation'));
  for (const [name, text] of [
    ['scim.token', scim.token],
    ['scim.pem', scim.ca],
    ['moodle.token', moodle.site.token],
    ['moodle.pem', moodle.ca],
  ] as const) {
    await writeFile(folder.file(name), text, { mode: 0o600 });
  }
  const scimUrl = `https://127.0.0.1:${scim.ports.encrypted}${scim.path}`;
  const moodleUrl = `https://127.0.0.1:${moodle.ports.encrypted}/lms`;
  const applications = `applications:
  - { name: IPWeb, type: scim, url: '${scimUrl}', token: { file: ../scim.token }, ca: ../scim.pem }
  - { name: Moodle, type: moodle, url: '${moodleUrl}', token: { file: ../moodle.token }, ca: ../moodle.pem }`;
  const systems = await realSystems(folder.file('installation'), { slapd, relay, applications });
  const installation = await install({ folder: folder.file('installation'), systems });
  await using jeton = await serve(installation, { logLevel: 'trace', environment: { TMPDIR: temporary.path } });
  const person = personAtWeb(installation);

  // So much that the page asks for less: Moodle's own policy says no.
  Object.assign(moodle.site, { minimumLength: 40, debugging: true });
  await person.request(address);
  const form = await person.open(linkIn(await relay.waitForMail(address)));
  assert.equal((await person.choose(form, CANARY)).status, 303);
  await waitForRest(installation);

  assert.ok(await slapd.opens(number, CANARY));
  assert.ok(scim.opens(number, CANARY));
  assert.ok(!moodle.opens(number, CANARY));
  const { body } = await person.follow();
  assert.match(body, /Moodle/);
  assert.match(body, /trop court/);

  const traces = await takeTraces(
    { installation, jeton, temporary: temporary.path, ledger: atRestInFile() },
    'all has arrived',
  );
  const secrets = { canary: CANARY, moodle: moodle.site.token, scim: scim.token };
  assert.deepEqual(findSecrets(traces, secrets), []);
});
