import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { systemRandom } from '../../src/platform/random.ts';
import { Secret } from '../../src/platform/secret.ts';
import { type EmbeddedDirectory, openEmbeddedDirectory } from '../../src/systems/embedded-directory.ts';
import { createClock } from '../support/clock.ts';
import { type TempFolder, createTempFolder } from '../support/temp-folder.ts';

const open = (file: string): Promise<EmbeddedDirectory> =>
  openEmbeddedDirectory({ type: 'embedded', file }, { clock: createClock(), random: systemRandom });

/** One person in a file that nobody has open. */
async function withOnePerson(folder: TempFolder): Promise<{ file: string; id: string }> {
  const file = folder.file('directory.db');
  await using directory = await open(file);
  await directory.importPeople('number,login,name,addresses,password\n28700001,,Camille Martin,,Premier-Passe-1\n');
  const found = await directory.findByNumber('28700001');
  assert.ok(found.kind === 'found');
  return { file, id: found.account.id };
}

const CHILD = `
  import { openEmbeddedDirectory } from ${JSON.stringify(new URL('../../src/systems/embedded-directory.ts', import.meta.url).href)};
  import { systemClock } from ${JSON.stringify(new URL('../../src/platform/clock.ts', import.meta.url).href)};
  import { systemRandom } from ${JSON.stringify(new URL('../../src/platform/random.ts', import.meta.url).href)};
  import { Secret } from ${JSON.stringify(new URL('../../src/platform/secret.ts', import.meta.url).href)};
  const directory = await openEmbeddedDirectory({ type: 'embedded', file: process.argv[1] }, { clock: systemClock, random: systemRandom });
`;
const EVAL = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval'];

describe('the embedded directory’s file', () => {
  test('survives kill -9 in the middle of a row of sets with every acknowledged password', async () => {
    await using folder = await createTempFolder('jeton-embedded-');
    const { file, id } = await withOnePerson(folder);
    const script = `${CHILD}
      for (let turn = 1; ; turn += 1) {
        const { kind } = await directory.setPassword(${JSON.stringify(id)}, new Secret('Passe-' + turn));
        console.log(kind + ' ' + turn);
      }`;
    for (let round = 0; round < 5; round += 1) {
      const child = spawn(process.execPath, [...EVAL, script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
      let last = 0;
      for await (const line of createInterface(child.stdout)) {
        assert.equal(line, `done ${last + 1}`);
        last += 1;
        if (last === 3 + round) child.kill('SIGKILL');
      }
      assert.ok(last >= 3 + round);
      await using reopened = await open(file);
      const verdicts = await Promise.all(
        // The one after it may have been written without having been acknowledged.
        [last, last + 1].map((turn) => reopened.verifyPassword(id, new Secret(`Passe-${turn}`))),
      );
      assert.equal(verdicts.filter(({ kind }) => kind === 'valid').length, 1, `acknowledged: ${last}`);
      assert.equal((await reopened.check())[0]?.level, 'ok');
    }
  });

  test('that cannot grow any more answers that it is away, and what was there before stays', async () => {
    await using folder = await createTempFolder('jeton-embedded-');
    const { file, id } = await withOnePerson(folder);
    const script = `${CHILD}
      const row = (number) => number + ',,Une Personne Au Nom Assez Long,personne' + number + '@exemple.test';
      const rows = Array.from({ length: 5000 }, (_, index) => row(30000000 + index));
      const crowd = 'number,login,name,addresses\\n' + rows.join('\\n');
      console.log(await directory.importPeople(crowd).catch((error) => error.code));
      let set = { kind: 'done' };
      for (let turn = 0; turn < 100 && set.kind === 'done'; turn += 1) {
        set = await directory.setPassword(${JSON.stringify(id)}, new Secret('Premier-Passe-1'));
      }
      console.log(set.kind);
      console.log((await directory.check())[0].level);`;
    // Blocks of 512 bytes or of 1024, as the shell counts: too small for the crowd either way.
    const limited = ['-c', 'ulimit -f 240; exec "$@"', 'sh', process.execPath, ...EVAL, script, file];
    const child = spawn('sh', limited, { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines: string[] = [];
    for await (const line of createInterface(child.stdout)) lines.push(line);
    if (child.exitCode === null) await once(child, 'exit');
    assert.deepEqual(lines, ['DIRECTORY_FILE', 'unreachable', 'failure']);
    await using reopened = await open(file);
    assert.deepEqual(await reopened.verifyPassword(id, new Secret('Premier-Passe-1')), { kind: 'valid' });
    assert.deepEqual(await reopened.findByNumber('30000000'), { kind: 'absent' });
  });
});
