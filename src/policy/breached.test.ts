import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { Secret } from '../platform/secret.ts';
import { openBreachedFile } from './breached.ts';

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex').toUpperCase();
}

async function tryList(lines: readonly string[], ending: string): Promise<(password: string) => Promise<boolean>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'breached-'));
  const file = path.join(folder, 'list.txt');
  await writeFile(file, lines.map((line) => line + ending).join(''));
  return async (password) => {
    await using list = await openBreachedFile(file);
    const answer = await list.has(new Secret(password));
    if (password === 'the last one') await rm(folder, { recursive: true });
    return answer;
  };
}

describe('a file of breached passwords', () => {
  for (const ending of ['\n', '\r\n']) {
    it(`finds any of 500 and none of 500 others, with lines ending in ${JSON.stringify(ending)}`, async () => {
      const known = Array.from({ length: 500 }, (_, index) => `Known-${index}`);
      known.sort((one, other) => (sha1(one) < sha1(other) ? -1 : 1));
      const lines = known.map((text, index) => `${sha1(text)}:${index ** 3}`);
      const has = await tryList(lines, ending);
      // The file is opened, and looked through, each time; the first line and the last are two of those.
      for (const text of known.filter((_, index) => index % 5 === 0 || index === 499)) {
        assert.equal(await has(text), true, text);
        assert.equal(await has(`${text}!`), false, text);
      }
      assert.equal(await has('the last one'), false);
    });
  }

  it('takes bare hashes, and a single line', async () => {
    const single = await tryList([sha1('é')], '');
    assert.deepEqual([await single('é'), await single('e'), await single('the last one')], [true, false, false]);
  });

  it('does not open when a look-up in it would find nothing, and says what to mend', async () => {
    const sorted = Array.from({ length: 500 }, (_, index) => sha1(`Known-${index}`)).sort();
    for (const [what, lines] of [
      ['holds no hash', []],
      ['clear passwords', ['azerty', 'motdepasse', 'x'.repeat(60)]],
      ['sorted by how often', sorted.toReversed()],
      ['no hashes from some place on', sorted.toSpliced(250, 0, ...Array.from({ length: 100 }, () => 'z'.repeat(50)))],
    ] as const) {
      const has = await tryList(lines, '\n');
      await assert.rejects(
        has('any'),
        { code: 'SETTINGS_INVALID', message: /^policy\.breached\.file: .*sort it by hash/ },
        what,
      );
    }
  });

  it('does not open when it is absent', async () => {
    await assert.rejects(openBreachedFile('/nowhere/list.txt'), { code: 'ENOENT' });
  });
});
