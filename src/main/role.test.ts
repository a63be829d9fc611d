import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { pino } from 'pino';
import { createClock } from '../../tests/support/clock.ts';
import { createTempFolder } from '../../tests/support/temp-folder.ts';
import { createKeys, replaceKeys, rotateKeys, writeNewKeys } from '../platform/keys.ts';
import { publicPartOf, writePublicKeys } from '../platform/public-keys.ts';
import { systemRandom } from '../platform/random.ts';
import { readRoleKeys } from './role.ts';

/** More than the pause between two readings of a file. */
const A_WHILE_MS = 60_000;

async function stand() {
  const folder = await createTempFolder();
  const clock = createClock();
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  const files = { keysFile: folder.file('jeton.keys'), publicKeysFile: folder.file('jeton.keys.public') };
  const before = await createKeys({ clock, random: systemRandom });
  await writeNewKeys(files.keysFile, before);
  await writePublicKeys(files.publicKeysFile, publicPartOf(before));
  const after = await rotateKeys(before, { clock, random: systemRandom });
  return { files, clock, log, lines, before, after, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

describe('keys that are rotated while a process runs', () => {
  test('are sealed to and opened with by a process that carries', async () => {
    await using it = await stand();
    const keys = await readRoleKeys('courier', it.files, it);
    const [newest] = it.after.seal;
    assert.equal(await keys.findOpening(newest.id), undefined);
    await replaceKeys(it.files.keysFile, it.after);
    it.clock.advance(A_WHILE_MS);
    assert.equal((await keys.findOpening(newest.id))?.id, newest.id);
    assert.equal((await keys.sealTo()).id, newest.id);
    assert.equal((await keys.findOpening(it.before.seal[0].id))?.id, it.before.seal[0].id);
  });

  test('are sealed to by a web process, which opens nothing', async () => {
    await using it = await stand();
    const keys = await readRoleKeys('web', it.files, it);
    assert.equal((await keys.sealTo()).id, it.before.seal[0].id);
    await writePublicKeys(it.files.publicKeysFile, publicPartOf(it.after));
    it.clock.advance(A_WHILE_MS);
    assert.equal((await keys.sealTo()).id, it.after.seal[0].id);
    assert.equal(await keys.findOpening(it.before.seal[0].id), undefined);
  });

  test('leave those of before in use when the file is damaged, and that is said once', async () => {
    await using it = await stand();
    const keys = await readRoleKeys('courier', it.files, it);
    await writeFile(it.files.keysFile, 'half a f');
    for (let tries = 0; tries < 2; tries += 1) {
      it.clock.advance(A_WHILE_MS);
      assert.equal((await keys.sealTo()).id, it.before.seal[0].id);
    }
    assert.equal(it.lines.length, 1);
    assert.match(it.lines[0] ?? '', /jeton\.keys is damaged.*those of before serve on/);
  });
});
