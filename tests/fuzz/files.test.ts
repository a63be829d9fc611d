import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after } from 'node:test';
import { loadSettings } from '../../src/config/load-settings.ts';
import { AppError } from '../../src/platform/errors.ts';
import { createKeys, readKeys, writeNewKeys } from '../../src/platform/keys.ts';
import { readPublicKeys } from '../../src/platform/public-keys.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { type Sealed, buildOpener, buildSealer } from '../../src/platform/seal.ts';
import { createClock } from '../support/clock.ts';
import { findIn, sealTo } from '../support/keys-in-hand.ts';
import { PLANTED, createSettingsFolder } from '../support/settings-folder.ts';
import { anyText, damaged, fc, property } from './fuzz.ts';

const folder = await createSettingsFolder();
after(() => folder[Symbol.asyncDispose]());
const example = await readFile(folder.settings, 'utf8');
const tools = { clock: createClock(), random: systemRandom };
const keys = await createKeys(tools);
await writeNewKeys(folder.file('sound.keys'), keys);
const soundKeys = await readFile(folder.file('sound.keys'), 'utf8');

/** Mappings within lists within mappings, under the names of settings and under others. */
const tree = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    anyText,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('map'),
  ),
  list: fc.array(tie('node'), { maxLength: 4 }),
  map: fc.dictionary(
    fc.constantFrom(
      'publicUrl',
      'mail',
      'smtp',
      'directory',
      'type',
      'ldap',
      'applications',
      'name',
      'keys',
      'file',
      'policy',
      '__proto__',
    ),
    tie('node'),
    { maxKeys: 6 },
  ),
})).map;

async function assertFault(work: Promise<unknown>, code: string): Promise<void> {
  try {
    await work;
  } catch (thrown) {
    assert.ok(thrown instanceof AppError && thrown.code === code, String(thrown));
    for (const secret of [...Object.values(PLANTED), soundKeys.slice(40, 60)])
      assert.ok(!thrown.message.includes(secret));
  }
}

property('a settings file is settings, or a list of faults without a secret', {
  cost: 15,
  inputs: fc.oneof(
    anyText,
    damaged(example),
    tree.map((content) => JSON.stringify(content)),
  ),
  async holds(text) {
    await writeFile(folder.file('jeton.yaml'), text.toWellFormed());
    await assertFault(loadSettings(folder.settings, {}), 'SETTINGS_INVALID');
  },
});

property('a keys file is keys, or a fault that repeats nothing of it', {
  cost: 10,
  inputs: fc.oneof(anyText, damaged(soundKeys), fc.json()),
  async holds(text) {
    await writeFile(folder.file('other.keys'), text);
    await assertFault(readKeys(folder.file('other.keys')), 'KEYS_INVALID');
    await assertFault(readPublicKeys(folder.file('other.keys')), 'KEYS_INVALID');
  },
});

const opener = buildOpener(findIn(keys));
const sealed = await buildSealer(sealTo(keys), { ...tools, keep: () => Promise.resolve() }).seal(
  'Canari-Passe-1',
  'd 1',
);

property('nothing that was altered opens', {
  cost: 2,
  inputs: fc.record({
    part: fc.constantFrom('nonce', 'ciphertext', 'encapsulation', 'bound'),
    at: fc.nat({ max: 200 }),
    bit: fc.integer({ min: 0, max: 7 }),
    cut: fc.boolean(),
  }),
  async holds({ part, at, bit, cut }) {
    const alter = (bytes: Uint8Array): Uint8Array => {
      if (cut) return bytes.slice(0, at % bytes.length);
      return Uint8Array.from(bytes, (byte, index) => (index === at % bytes.length ? byte ^ (1 << bit) : byte));
    };
    const altered: Sealed =
      part === 'encapsulation'
        ? { ...sealed, dataKey: { ...sealed.dataKey, id: `${at}`, encapsulation: alter(sealed.dataKey.encapsulation) } }
        : part === 'bound'
          ? sealed
          : { ...sealed, [part]: alter(sealed[part]) };
    const opened = opener.open(altered, part === 'bound' ? `d ${at + 2}` : 'd 1');
    await assert.rejects(opened);
  },
});
