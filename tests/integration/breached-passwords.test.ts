import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { STUDENT, embeddedSystems, importStudent } from '../support/embedded-systems.ts';
import { install, runJeton, serve } from '../support/jeton.ts';
import { personAtWeb } from '../support/person-at-web.ts';
import { startSmtp } from '../support/smtp.ts';
import { createTempFolder } from '../support/temp-folder.ts';

/** Meets the procedure, and has leaked all the same. */
const LEAKED = 'Soleil-2026!';

function hashOf(password: string): string {
  return createHash('sha1').update(password).digest('hex').toUpperCase();
}

test('a password that is in the list of breached ones is refused on the form, and the link stays good', async () => {
  await using folder = await createTempFolder();
  await using relay = await startSmtp();
  const more = 'policy: { breached: { severity: refuse, file: ./breached.txt } }\n';
  await writeFile(join(folder.path, 'breached.txt'), '');
  const installation = await install({ folder: folder.path, systems: embeddedSystems(relay), more });
  await importStudent(installation);

  const refused = await runJeton(['serve', '--config', installation.config]);
  assert.equal(refused.code, 3, refused.stderr);
  assert.match(refused.stderr, /policy\.breached\.file: .*breached\.txt does not hold a SHA-1 hash/);

  const others = Array.from({ length: 1000 }, (_, index) => hashOf(`Autre-${index}`));
  const lines = [...others, hashOf(LEAKED)].sort().map((hash) => `${hash}:3\n`);
  await writeFile(join(folder.path, 'breached.txt'), lines.join(''));
  const checked = await runJeton(['check', '--config', installation.config]);
  assert.match(checked.stdout, /policy: the list of breached passwords is in order/);
  assert.doesNotMatch(checked.stdout, /6\.2\.12/);

  await using jeton = await serve(installation);
  const person = personAtWeb(installation);
  await person.request(STUDENT.address);
  const mail = await relay.waitForMail(STUDENT.address);
  const link = mail.lines.find((line) => line.startsWith(`${installation.publicUrl}jeton/`)) ?? '';
  const shown = await person.open(link);
  const answer = await person.choose(shown, LEAKED);
  assert.equal(answer.status, 422);
  assert.match(answer.body, /figure dans une liste de mots de passe volés/);
  assert.equal((await person.choose(shown, `${LEAKED}x`)).status, 303);
  assert.doesNotMatch(jeton.log(), new RegExp(LEAKED));
});
