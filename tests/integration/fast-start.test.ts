import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { createTempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const COMMAND = ['--disable-warning=ExperimentalWarning', '--import', join(ROOT, 'scripts/fast-start.mjs')];

/** Loads everything that the service is made of, with what earlier starts have kept in this folder. */
async function start(kept: string): Promise<string> {
  const args = [...COMMAND, join(ROOT, 'src/main/jeton.ts'), 'serve', '--help'];
  const { stdout } = await run(process.execPath, args, { env: { ...process.env, NODE_COMPILE_CACHE: kept } });
  return stdout;
}

async function findModules(kept: string): Promise<string> {
  const [version = ''] = await readdir(kept);
  return join(kept, version, 'modules');
}

test('what a start has kept, the next one uses; what is broken or of another install is written anew', async () => {
  await using kept = await createTempFolder('jeton-kept-');
  const first = await start(kept.path);
  assert.match(first, /^jeton serve: /);
  const modules = await findModules(kept.path);
  const written = await readFile(modules, 'utf8');
  assert.match(written, /^import fastify \tcommonjs fastify\/fastify.js$/m);
  assert.doesNotMatch(written, /src\//, 'our own files are found anew at each start');
  assert.equal(await start(kept.path), first);
  assert.equal(await readFile(modules, 'utf8'), written);

  await writeFile(modules, written.slice(0, 1000));
  assert.equal(await start(kept.path), first);
  assert.equal(await readFile(modules, 'utf8'), written);

  // Another lockfile: the libraries may lie elsewhere.
  await writeFile(modules, `another\nimport fastify \tcommonjs gone.js\nend`);
  assert.equal(await start(kept.path), first);
  assert.equal(await readFile(modules, 'utf8'), written);
});

test('where nothing can be kept everything works as well', async () => {
  await using folder = await createTempFolder('jeton-kept-');
  await writeFile(folder.file('file'), '');
  assert.match(await start(folder.file('file')), /^jeton serve: /);
});
