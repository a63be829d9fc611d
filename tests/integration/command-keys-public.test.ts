import assert from 'node:assert/strict';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { embeddedSystems } from '../support/embedded-systems.ts';
import { install, runJeton } from '../support/jeton.ts';
import { type TempFolder, createTempFolder } from '../support/temp-folder.ts';

const NO_RELAY = { host: '127.0.0.1', port: 25 };

async function installIn(folder: TempFolder) {
  const { config } = await install({ folder: folder.path, systems: embeddedSystems(NO_RELAY) });
  return async (...args: string[]) => await runJeton([...args, '--config', config]);
}

describe('jeton keys public', () => {
  test('writes what web processes need where the settings say, its owner’s alone, and nothing that opens', async () => {
    await using folder = await createTempFolder();
    const jeton = await installIn(folder);
    const written = await jeton('keys', 'public');
    assert.equal(written.code, 0, written.stderr);
    assert.match(written.stdout, /jeton\.keys\.public: written, sealing key \d{4}-/);
    const file = folder.file('jeton.keys.public');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const whole = JSON.parse(await readFile(folder.file('jeton.keys'), 'utf8')) as {
      address: string;
      seal: [{ id: string; publicKey: string; privateKey: string }];
      trail: [{ id: string; key: string }];
    };
    const text = await readFile(file, 'utf8');
    const [{ id, publicKey, privateKey }] = whole.seal;
    const [trail] = whole.trail;
    assert.deepEqual(JSON.parse(text), { format: 1, address: whole.address, seal: { id, publicKey }, trail });
    assert.ok(!text.includes(privateKey));
    assert.equal((await jeton('keys', 'public', '--print')).stdout, text);
  });

  test('replaces the file after a rotation, and until then `check` and `rotate` say so', async () => {
    await using folder = await createTempFolder();
    const jeton = await installIn(folder);
    await jeton('keys', 'public');
    assert.match((await jeton('keys', 'rotate')).stdout, /first to every courier; then `jeton keys public`/);
    assert.match(
      (await jeton('check')).stdout,
      /^WARN {2}keys: .*web processes seal with \S+, which is not the newest/m,
    );
    await chmod(folder.file('jeton.keys.public'), 0o644);
    assert.equal((await jeton('keys', 'public')).code, 0);
    assert.equal((await stat(folder.file('jeton.keys.public'))).mode & 0o777, 0o600);
    assert.doesNotMatch((await jeton('check')).stdout, /WARN {2}keys/);
  });

  test('writes elsewhere when it is told so, and says what it does not understand', async () => {
    await using folder = await createTempFolder();
    const jeton = await installIn(folder);
    assert.equal((await jeton('keys', 'public', '--file', folder.file('web.keys'))).code, 0);
    assert.equal((await stat(folder.file('web.keys'))).mode & 0o777, 0o600);
    assert.equal((await jeton('keys', 'public', '--file', folder.file('none', 'web.keys'))).code, 3);
    for (const words of [
      ['new', '--print'],
      ['rotate', '--print'],
      ['public', '--print', '--file', 'x'],
      ['publish'],
    ]) {
      assert.equal((await jeton('keys', ...words)).code, 2, words.join(' '));
    }
  });

  test('a damaged or missing file stops a web process with what to do', async () => {
    await using folder = await createTempFolder();
    const jeton = await installIn(folder);
    const missing = await jeton('serve', '--role', 'web');
    assert.equal(missing.code, 3);
    assert.match(missing.stderr, /KEYS_INVALID: .*jeton\.keys\.public.*write it with `jeton keys public`/);
    for (const text of ['', '{', '{"format":1}', '{"format":1,"address":"AAAA","seal":{}}']) {
      await writeFile(folder.file('jeton.keys.public'), text);
      const damaged = await jeton('serve', '--role', 'web');
      assert.deepEqual([damaged.code, damaged.stdout], [3, ''], text);
      assert.match(damaged.stderr, /is damaged/);
    }
  });
});

test('roles and places to listen that make no sense are refused', async () => {
  await using folder = await createTempFolder();
  const jeton = await installIn(folder);
  assert.match((await jeton('serve', '--role', 'postman')).stderr, /the roles are web, courier, both/);
  for (const place of ['8080', '127.0.0.1', '127.0.0.1:0', '127.0.0.1:70000', '::1:80']) {
    const { code, stderr } = await jeton('serve', '--management', place);
    assert.equal(code, 2, place);
    assert.match(stderr, /USAGE: --management .*write HOST:PORT/);
  }
});
