import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { inspect } from 'node:util';
import { type Draw, draw } from '../../tests/support/draw.ts';
import { PLANTED, createSettingsFolder } from '../../tests/support/settings-folder.ts';
import { AppError } from '../platform/errors.ts';
import { loadSettings } from './load-settings.ts';

const ROUNDS = 400;
const folder = await createSettingsFolder();
after(() => folder[Symbol.asyncDispose]());

/** What settings files are known to suffer, and what nobody would write. */
const PIECES = [
  ':',
  ' ',
  '\n',
  '\t',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  '#',
  '&a ',
  '*a',
  '!',
  '!!binary ',
  '|',
  '>',
  '%',
  '@',
  '`',
  ',',
  '? ',
  '- ',
  '---\n',
  '...\n',
  '<<: ',
  '__proto__: ',
  'constructor: ',
  'null',
  '~',
  'true',
  '-1',
  '1e999',
  '.nan',
  '.inf',
  '0x10',
  '9'.repeat(400),
  'é',
  '\u0000',
  '\u2028',
  '\ud800',
  '\ufeff',
  '💥',
  '[[[[[[[[',
  '{a: {a: {a: ',
  '://',
  '/1h',
  '12h',
] as const;

function mutate(text: string, random: Draw): string {
  const lines = text.split('\n');
  const at = Math.floor(random.fraction() * text.length);
  const line = Math.floor(random.fraction() * lines.length);
  const kind = random.pick([
    'insert',
    'remove',
    'replace',
    'drop',
    'repeat',
    'swap',
    'indent',
    'cut',
    'value',
  ] as const);
  switch (kind) {
    case 'insert':
      return text.slice(0, at) + random.pick(PIECES) + text.slice(at);
    case 'remove':
      return text.slice(0, at) + text.slice(at + Math.ceil(random.fraction() * 8));
    case 'replace':
      return text.slice(0, at) + random.pick(PIECES) + text.slice(at + 1);
    case 'drop':
      return lines.toSpliced(line, 1).join('\n');
    case 'repeat':
      return lines.toSpliced(line, 0, lines[line] ?? '').join('\n');
    case 'swap':
      return lines
        .toSpliced(line, 1)
        .toSpliced(Math.floor(random.fraction() * lines.length), 0, lines[line] ?? '')
        .join('\n');
    case 'indent':
      return lines.with(line, ` ${lines[line] ?? ''}`).join('\n');
    case 'cut':
      return text.slice(0, at);
    case 'value':
      return lines
        .with(
          line,
          (lines[line] ?? '').replace(/:\s.*$/, () => `: ${random.pick(PIECES)}`),
        )
        .join('\n');
  }
}

test(`${ROUNDS} damaged settings files give settings or a list of faults, never anything else and never a secret`, async () => {
  // Without comments, so that what is changed is read.
  const example = (await readFile(folder.settings, 'utf8')).replace(/(?:^| )# .*$/gm, '').replace(/\n{2,}/g, '\n');
  const counts = { accepted: 0, refused: 0 };
  for (let seed = 1; seed <= ROUNDS; seed += 1) {
    const random = draw(seed);
    let text = example;
    for (let changes = 1 + (seed % 4); changes > 0; changes -= 1) text = mutate(text, random);
    const file = folder.file('damaged.yaml');
    await writeFile(file, text);
    try {
      await loadSettings(file, {});
      counts.accepted += 1;
    } catch (thrown) {
      assert.ok(thrown instanceof AppError && thrown.code === 'SETTINGS_INVALID', `seed ${seed}: ${inspect(thrown)}`);
      assert.match(thrown.message, /^The settings file \S+damaged\.yaml /, `seed ${seed}`);
      for (const secret of Object.values(PLANTED)) assert.ok(!thrown.message.includes(secret), `seed ${seed}`);
      counts.refused += 1;
    }
  }
  // Were all of them refused or none, the damage would be of one kind only.
  assert.ok(counts.accepted > ROUNDS / 50 && counts.refused > ROUNDS / 2, JSON.stringify(counts));
});
