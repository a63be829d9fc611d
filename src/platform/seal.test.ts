import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createKeys, readKeys, replaceKeys, rotateKeys, writeNewKeys } from './keys.ts';
import { systemRandom } from './random.ts';
import { DATA_KEY_LIFE_MS, buildOpener, buildSealer } from './seal.ts';
import { findIn, sealTo } from '../../tests/support/keys-in-hand.ts';

const START = Date.UTC(2026, 8, 1);

function setup() {
  const time = { at: START };
  const clock = { now: () => time.at, elapsed: () => time.at };
  const parts = { clock, random: systemRandom, keep: () => Promise.resolve() };
  return { time, parts };
}

describe('the seal', () => {
  test('opens what was sealed, for the same delivery only', async () => {
    const { parts } = setup();
    const keys = await createKeys(parts);
    const sealed = await buildSealer(sealTo(keys), parts).seal('Été 2026 !', 'delivery-1 Moodle');
    const opener = buildOpener(findIn(keys));
    assert.equal(await opener.open(sealed, 'delivery-1 Moodle'), 'Été 2026 !');
    await assert.rejects(opener.open(sealed, 'delivery-2 Moodle'), { code: 'SEAL_BROKEN' });
  });

  test('refuses an altered ciphertext and a missing key', async () => {
    const { parts } = setup();
    const keys = await createKeys(parts);
    const sealed = await buildSealer(sealTo(keys), parts).seal('secret', 'd');
    const altered = Uint8Array.from(sealed.ciphertext, (byte, index) => (index === 0 ? byte ^ 1 : byte));
    await assert.rejects(buildOpener(findIn(keys)).open({ ...sealed, ciphertext: altered }, 'd'), {
      code: 'SEAL_BROKEN',
    });
    const strangers = await createKeys(parts);
    await assert.rejects(buildOpener(findIn(strangers)).open(sealed, 'd'), { code: 'SEAL_KEY_MISSING' });
  });

  test('does not open what was cut, though the beginning of the tag is the true one', async () => {
    const { parts } = setup();
    const keys = await createKeys(parts);
    const sealed = await buildSealer(sealTo(keys), parts).seal('', 'd');
    for (const length of [0, 4, 8, 12, 15]) {
      const cut = { ...sealed, ciphertext: sealed.ciphertext.slice(0, length) };
      await assert.rejects(buildOpener(findIn(keys)).open(cut, 'd'), { code: 'SEAL_BROKEN' }, String(length));
    }
  });

  test('shares a data key for a few minutes, then makes another, and never repeats a nonce', async () => {
    const { parts, time } = setup();
    const keys = await createKeys(parts);
    const sealer = buildSealer(sealTo(keys), parts);
    const first = await sealer.seal('a', 'd');
    const second = await sealer.seal('a', 'd');
    time.at += DATA_KEY_LIFE_MS;
    const third = await sealer.seal('a', 'd');
    assert.equal(first.dataKey.id, second.dataKey.id);
    assert.notEqual(first.dataKey.id, third.dataKey.id);
    assert.notDeepEqual(first.nonce, second.nonce);
    assert.notDeepEqual(first.ciphertext, second.ciphertext);
  });

  test('asks for the sealing key once for each data key: a rotation counts from the next one', async () => {
    const { parts, time } = setup();
    const [before, after] = [await createKeys(parts), await createKeys(parts)];
    let newest = before;
    const sealer = buildSealer(() => sealTo(newest)(), parts);
    const sealedTo = async (): Promise<string> => (await sealer.seal('x', 'd')).dataKey.sealKey;
    assert.equal(await sealedTo(), before.seal[0].id);
    newest = after;
    assert.equal(await sealedTo(), before.seal[0].id);
    time.at += DATA_KEY_LIFE_MS;
    assert.equal(await sealedTo(), after.seal[0].id);
  });

  test('makes another data key when the clock steps back: the old one would serve until it catches up', async () => {
    const { parts, time } = setup();
    const keys = await createKeys(parts);
    const sealer = buildSealer(sealTo(keys), parts);
    const first = await sealer.seal('a', 'd');
    time.at -= DATA_KEY_LIFE_MS;
    assert.notEqual((await sealer.seal('a', 'd')).dataKey.id, first.dataKey.id);
  });
});

describe('the keys file', () => {
  test('is readable by its owner alone, survives a rotation, and the old key still opens', async () => {
    const { parts } = setup();
    const folder = await mkdtemp(join(tmpdir(), 'jeton-keys-'));
    try {
      const file = join(folder, 'jeton.keys');
      const keys = await createKeys(parts);
      await writeNewKeys(file, keys);
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      await assert.rejects(writeNewKeys(file, keys), { code: 'EEXIST' });
      const sealed = await buildSealer(sealTo(keys), parts).seal('old', 'd');
      await replaceKeys(file, await rotateKeys(await readKeys(file), parts));
      const rotated = await readKeys(file);
      assert.equal(rotated.seal.length, 2);
      assert.equal(await buildOpener(findIn(rotated)).open(sealed, 'd'), 'old');
      const now = await buildSealer(sealTo(rotated), parts).seal('new', 'd');
      assert.equal(now.dataKey.sealKey, rotated.seal[0].id);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('names the file and the mend when it is missing', async () => {
    await assert.rejects(readKeys('/nowhere/jeton.keys'), /\/nowhere\/jeton\.keys.*jeton keys new/);
  });
});
