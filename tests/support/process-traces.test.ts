import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, rm } from 'node:fs/promises';
import { test } from 'node:test';
import { readNameless, showFamily } from './process-traces.ts';
import { findSecrets } from './secret-search.ts';
import { createTempFolder } from './temp-folder.ts';

const SECRET = 'Canari-7Qz!x4Wm2-Vb9';

test('a secret in a file that is open and has no name any more is found', async () => {
  await using folder = await createTempFolder();
  await using file = await open(folder.file('temporary'), 'w+');
  await file.write(SECRET);
  assert.deepEqual(findSecrets(await readNameless(process.pid), { SECRET }), []);
  await rm(folder.file('temporary'));
  assert.match(
    findSecrets(await readNameless(process.pid), { SECRET }).join('\n'),
    /plain, in .*\/temporary \(deleted\)/,
  );
});

test('a secret on the command line of a child’s child, or in its environment, is found', async () => {
  const script = 'sh -c "echo up; read line" "$0"; true';
  const inLine = spawn('sh', ['-c', script, SECRET], { stdio: ['pipe', 'pipe', 'ignore'] });
  const inVariable = spawn('sh', ['-c', script, 'x'], {
    env: { ...process.env, WORD: SECRET },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  try {
    await Promise.all([once(inLine.stdout, 'data'), once(inVariable.stdout, 'data')]);
    const found = findSecrets(await showFamily(process.pid), { SECRET }).filter((find) => find.includes(', plain,'));
    const of = (name: string): number => found.filter((find) => find.includes(`in ${name} of`)).length;
    assert.deepEqual([of('cmdline'), of('environ')], [2, 2]);
  } finally {
    for (const child of [inLine, inVariable]) child.stdin.end('\n');
    await Promise.all([once(inLine, 'exit'), once(inVariable, 'exit')]);
  }
});
