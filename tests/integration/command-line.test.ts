import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { startCommand } from '../support/command.ts';
import { findFreePort } from '../support/free-port.ts';
import { runJeton } from '../support/jeton.ts';
import { createSettingsFolder } from '../support/settings-folder.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const COMMANDS = ['serve', 'demo', 'check', 'keys', 'migrate', 'show', 'import'];

describe('the jeton command', () => {
  test('--help lists every command, and each tells about itself, both ways round', async () => {
    const { code, stdout } = await runJeton(['--help']);
    assert.equal(code, 0);
    for (const name of COMMANDS) {
      assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
      const [asOption, asCommand] = [await runJeton([name, '--help']), await runJeton(['help', name])];
      assert.match(asOption.stdout, new RegExp(`^jeton ${name}: .*\\n\\nUsage: jeton ${name}`));
      assert.deepEqual([asOption.code, asOption.stderr], [0, '']);
      assert.equal(asCommand.stdout, asOption.stdout);
    }
  });

  test('--version is the package’s', async () => {
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    assert.deepEqual(await runJeton(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
  });

  const misunderstood: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [[], /Usage: jeton COMMAND/],
    [['srve'], /no command srve; jeton --help/],
    [['serve', '--prot', '80'], /USAGE: Unknown option '--prot'$/m],
    [['serve', 'now'], /not understood: now/],
    [
      ['serve', '--log-level', 'loud'],
      /--log-level loud: the levels are trace, debug, info, warn, error, fatal, silent/,
    ],
    [['demo', '--log-level', 'loud'], /the levels are/],
    [['demo', '--port', '99999'], /--port 99999: a port is a number from 1 to 65535/],
    [['demo', '--port', '8e3'], /--port 8e3/],
    [['demo', '--data', ''], /--data needs a folder/],
    [['demo', '8090'], /not understood: 8090; with npm, options follow two hyphens: npm run demo -- --port 8090/],
    [['check', 'everything'], /not understood: everything/],
    [['keys'], /say `jeton keys new`, `jeton keys rotate` or/],
    [['keys', 'rotate', '--file', 'x'], /--file is for `jeton keys new`/],
    [['migrate', 'back'], /not understood: back/],
    [['show'], /jeton show NUMBER/],
    [['import'], /which CSV file/],
  ];
  for (const [args, says] of misunderstood) {
    test(`what is not understood exits with 2 and says so on standard error: jeton ${args.join(' ')}`, async () => {
      const { code, stdout, stderr } = await runJeton(args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, says);
    });
  }

  test('a settings file with faults: every command lists them all and does nothing', async () => {
    await using folder = await createTempFolder();
    await using settings = await createSettingsFolder();
    const text = await readFile(settings.settings, 'utf8');
    const faulty = text
      .replace('promise: 1h', 'promise: soon')
      .replace('unknownAddress: tell', 'unknownAddress: shout');
    await writeFile(settings.settings, `${faulty}\ncolour: blue\n`);
    const csv = folder.file('people.csv');
    await writeFile(csv, 'number,login,name,addresses\n');
    for (const args of [
      ['serve'],
      ['check'],
      ['keys', 'new'],
      ['keys', 'rotate'],
      ['migrate'],
      ['show', '1'],
      ['import', csv],
    ]) {
      const { code, stdout, stderr } = await runJeton([...args, '--config', settings.settings]);
      assert.deepEqual([code, stdout], [3, ''], args.join(' '));
      assert.match(stderr, /^jeton \w+: SETTINGS_INVALID: The settings file .* has 3 faults:$/m);
      for (const name of ['promise', 'unknownAddress', 'colour'])
        assert.match(stderr, new RegExp(`line \\d+, ${name}: `));
    }
    assert.equal((await runJeton(['check', '--config', folder.file('none.yaml')])).code, 3);
  });

  test('it starts on the machine’s own Node, however old, from any folder and through a link', async (context) => {
    const outside = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
    const env = { ...process.env, PATH: outside.join(delimiter) };
    await using folder = await createTempFolder();
    await symlink(join(ROOT, 'bin/jeton.mjs'), folder.file('jeton'));
    const found = await run('node', ['--version'], { env }).catch(() => undefined);
    if (found === undefined) {
      context.skip('no node outside the packages');
      return;
    }
    const { stdout } = await run(folder.file('jeton'), ['--help'], { env, cwd: folder.path });
    assert.match(stdout, /^jeton: self-service/);
    await assert.rejects(run(folder.file('jeton'), ['srve'], { env, cwd: folder.path }), { code: 2 });
  });
});

/** What npx puts between: a shell that does not tell its child that it was ended. */
const SHELL = `"$0" "$@" & wait`;

test('what npx has left behind ends with the shell that npx has ended', async () => {
  const port = await findFreePort();
  const args = [join(ROOT, 'bin/jeton.mjs'), 'demo', '--port', String(port)];
  const env = { ...process.env, npm_command: 'exec' };
  const shell = spawn('sh', ['-c', SHELL, process.execPath, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(shell.stdout, 'close');
  let printed = '';
  shell.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await until(() => (printed.includes('Ctrl+C') ? true : undefined), { missing: 'no demo', patienceMs: 60_000 });
  shell.kill('SIGKILL');
  // Whoever holds the other end of this pipe is gone.
  await closed;
  await assert.rejects(fetch(`http://127.0.0.1:${port}/`));
});

describe('the demo as a process', () => {
  test('a port that is taken is said plainly, with the mend', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await runJeton(['demo', '--port', String(port)]);
    other.close();
    assert.equal(code, 5);
    assert.match(
      stderr,
      new RegExp(`port ${port} is taken by another program; choose another one: npm run demo -- --port \\d+`),
    );
  });

  test('a folder that another demo has is refused, and free again as soon as that one is killed', async () => {
    await using folder = await createTempFolder();
    const args = async () => ['demo', '--data', folder.path, '--port', String(await findFreePort())];
    {
      await using demo = startCommand(await args());
      await demo.waitForLine(/Ctrl\+C/);
      const second = await runJeton(await args());
      assert.equal(second.code, 2);
      assert.match(
        second.stderr,
        /USAGE: --data .* is in use by another demo; stop that one, or choose another folder/,
      );
      demo.signal('SIGKILL');
    }
    await using demo = startCommand(await args());
    await demo.waitForLine(/Ctrl\+C/);
  });

  test('when nobody reads its output any more it stops, and its temporary folder goes', async () => {
    await using folder = await createTempFolder();
    const port = String(await findFreePort());
    const environment = { TMPDIR: folder.path };
    await using demo = startCommand(['demo', '--log-level', 'info', '--port', port], { environment });
    await demo.waitForLine(/Ctrl\+C/);
    assert.equal((await readdir(folder.path)).length, 1);
    demo.stopReading();
    // What it now logs of this request has no reader; a line of its own may have been the last one before.
    await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    assert.deepEqual(await demo.ended(), { code: 1, signal: null });
    assert.deepEqual(await readdir(folder.path), []);
  });

  test('a signal that comes several times, as Ctrl+C under npm does, is one orderly stop', async () => {
    await using demo = startCommand(['demo', '--log-level', 'info', '--port', String(await findFreePort())]);
    await demo.waitForLine(/Ctrl\+C/);
    for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM'] as const) demo.signal(signal);
    assert.deepEqual(await demo.ended(), { code: 0, signal: null });
    assert.match(demo.printed(), /Jeton has stopped/);
  });

  test('a folder that cannot be used is named', async () => {
    await using folder = await createTempFolder();
    await writeFile(folder.file('a-file'), '');
    const { code, stderr } = await runJeton(['demo', '--data', folder.file('a-file')]);
    assert.equal(code, 2);
    assert.match(stderr, /--data .*a-file/);
  });
});
