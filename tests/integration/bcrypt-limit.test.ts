import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { test } from 'node:test';
import { loadSettings } from '../../src/config/load-settings.ts';
import { factsOf } from '../../src/main/systems.ts';
import { formWith } from '../../src/attacks/form-client.ts';
import { createSettingsFolder } from '../support/settings-folder.ts';
import { lastToken } from '../support/steps.ts';
import { startWeb } from '../support/web.ts';

const ADDRESS = 'camille@exemple.test';
/** Of the upper case, the lower case, digits and others, and of this many bytes. */
const bytes = (count: number): string => `Été-2026${'x'.repeat(count - 10)}`;

/** As the settings name it; `jeton.example.yaml` ends with its applications. */
async function readCapacity() {
  await using folder = await createSettingsFolder();
  const statement = 'update users set password = :hash where login = :login';
  const ent = { name: 'Compta', type: 'sql', url: 'mariadb://jeton@db.univ.example/compta', statement, hash: 'bcrypt' };
  await appendFile(folder.settings, `\n  - ${JSON.stringify(ent)}\n`);
  const { applications } = await loadSettings(folder.settings, {});
  const facts = applications.map(factsOf).find(({ name }) => name === 'Compta');
  assert.deepEqual(facts, { name: 'Compta', carries: 'password', capacity: { bytes: 72 } });
  return facts.capacity;
}

test('a password that bcrypt would cut is refused on the form, with the reason, before anything is changed', async () => {
  await using web = await startWeb();
  const { directory, moodle } = web.institution;
  moodle.capacity = await readCapacity();
  const person = directory.add('28700001', [ADDRESS]);
  const browser = web.browser();
  await browser.submit(formWith(await browser.open(web.base), 'email'), { email: ADDRESS });
  await web.institution.drain();
  const shown = await browser.open(`${web.base}jeton/${lastToken(web.institution)}`);

  const long = bytes(73);
  assert.equal(Buffer.byteLength(long), 73);
  const refused = await browser.submit(formWith(shown, 'password'), { password: long, confirmation: long });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /Moodle[^<]*72/);
  await web.institution.drain();
  assert.deepEqual(directory.set, []);
  assert.deepEqual(moodle.news, []);

  const fits = bytes(72);
  const done = await browser.submit(formWith(refused, 'password'), { password: fits, confirmation: fits });
  assert.equal(done.url, `${web.base}follow`);
  await web.institution.drain();
  assert.equal(directory.people.get(person.id)?.password, fits);
  assert.equal(moodle.password, fits);
});
