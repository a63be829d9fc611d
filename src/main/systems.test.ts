import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSettingsFolder } from '../../tests/support/settings-folder.ts';
import { loadSettings } from '../config/load-settings.ts';
import { systemClock } from '../platform/clock.ts';
import { systemRandom } from '../platform/random.ts';
import { factsOf, openApplication, openSystems } from './systems.ts';

const TOOLS = { clock: systemClock, random: systemRandom };

test('every application is handed what its connector says that it carries', async () => {
  await using folder = await createSettingsFolder();
  const settings = await loadSettings(folder.settings, {});
  assert.ok(new Set(settings.applications.map(({ type }) => type)).size > 1);
  for (const application of settings.applications) {
    await using opened = await openApplication(application, settings.directory, TOOLS);
    const { name, carries, capacity } = opened;
    assert.deepEqual({ capacity: undefined, ...factsOf(application) }, { name, carries, capacity });
  }
});

test('a web process knows the applications by name and opens none of them, nor a mailer', async () => {
  await using folder = await createSettingsFolder();
  const settings = await loadSettings(folder.settings, {}, { carries: false });
  await using systems = await openSystems(settings, 'web', TOOLS);
  assert.deepEqual(
    systems.applications.map(({ name }) => name),
    ['ENT', 'Moodle', 'IPWeb', 'Cartes'],
  );
  assert.equal(systems.recipients, undefined);
});
