import assert from 'node:assert/strict';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { embeddedSystems, importStudent, STUDENT } from '../support/embedded-systems.ts';
import { type Installation, install, runJeton, serve } from '../support/jeton.ts';
import { createSettingsFolder } from '../support/settings-folder.ts';
import { startSmtp } from '../support/smtp.ts';
import { type TempFolder, createTempFolder } from '../support/temp-folder.ts';

const NO_RELAY = { host: '127.0.0.1', port: 25 };

async function installIn(folder: TempFolder, relay = NO_RELAY): Promise<Installation> {
  return await install({ folder: folder.path, systems: embeddedSystems(relay) });
}

async function idsOf(folder: TempFolder): Promise<readonly string[]> {
  const { seal } = JSON.parse(await readFile(folder.file('jeton.keys'), 'utf8')) as { seal: { id: string }[] };
  return seal.map(({ id }) => id);
}

async function rotate({ config }: Installation): Promise<void> {
  const rotated = await runJeton(['keys', 'rotate', '--config', config]);
  assert.equal(rotated.code, 0, rotated.stderr);
  assert.match(rotated.stdout, /running processes take it up by themselves/);
}

/** As if every key in the file had been made a year before. */
async function makeOld(file: string): Promise<void> {
  const keys = JSON.parse(await readFile(file, 'utf8')) as { seal: object[] };
  const seal = keys.seal.map((key) => ({ ...key, createdAt: '2025-01-01T00:00:00.000Z' }));
  await writeFile(file, JSON.stringify({ ...keys, seal }));
}

describe('jeton keys', () => {
  test('new makes the folder and a file that is its owner’s alone, and never writes over one', async () => {
    await using folder = await createTempFolder();
    const file = folder.file('etc', 'secrets', 'jeton.keys');
    const made = await runJeton(['keys', 'new', '--file', file]);
    assert.equal(made.code, 0);
    assert.match(made.stdout, /jeton\.keys: made, sealing key \d{4}-/);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(folder.file('etc', 'secrets'))).mode & 0o777, 0o700);
    const before = await readFile(file, 'utf8');
    const again = await runJeton(['keys', 'new', '--file', file]);
    assert.equal(again.code, 3);
    assert.match(again.stderr, /is there already; `jeton keys rotate`/);
    assert.equal(await readFile(file, 'utf8'), before);
    for (const { privateKey } of (JSON.parse(before) as { seal: { privateKey: string }[] }).seal) {
      assert.ok(!`${made.stdout}${again.stderr}`.includes(privateKey));
    }
  });

  test('a mail that was under way across a rotation and a restart arrives, and its key goes when nothing needs it', async () => {
    await using folder = await createTempFolder();
    await using relay = await startSmtp();
    const installation = await installIn(folder, relay);
    await importStudent(installation);
    await relay.stop();
    const [first] = await idsOf(folder);
    {
      await using jeton = await serve(installation);
      const body = new URLSearchParams({ email: STUDENT.address });
      assert.equal((await fetch(installation.publicUrl, { method: 'POST', body })).status, 200);
      assert.equal(await jeton.stop(), 0);
    }
    const mode = (await stat(folder.file('jeton.keys'))).mode;
    for (let turn = 0; turn < 3; turn += 1) await rotate(installation);
    assert.equal((await idsOf(folder)).length, 4, 'a process that was not restarted may still seal with any of them');
    await makeOld(folder.file('jeton.keys'));
    await rotate(installation);
    const ids = await idsOf(folder);
    // The newest, the one before it, and the one that the mail needs; those between, which sealed nothing, are gone.
    assert.deepEqual([ids.length, ids.at(-1)], [3, first]);
    assert.equal((await stat(folder.file('jeton.keys'))).mode, mode);
    assert.ok(!(await readdir(folder.path)).includes('jeton.keys.new'));

    await relay.start();
    await using jeton = await serve(installation);
    const mail = await relay.waitForMail(STUDENT.address);
    const link = mail.lines.find((line) => line.startsWith(`${installation.publicUrl}jeton/`)) ?? '';
    assert.equal((await fetch(link, { redirect: 'manual' })).status, 303);
    assert.equal(await jeton.stop(), 0);
  });

  test('rotate without a keys file changes nothing and says what to do', async () => {
    await using folder = await createTempFolder();
    const installation = await installIn(folder);
    await writeFile(folder.file('jeton.keys'), '{"format":1}');
    const { code, stderr } = await runJeton(['keys', 'rotate', '--config', installation.config]);
    assert.equal(code, 3);
    assert.match(stderr, /KEYS_INVALID: .*damaged.*restore it from your backup/);
    assert.equal(await readFile(folder.file('jeton.keys'), 'utf8'), '{"format":1}');
  });
});

describe('jeton migrate', () => {
  test('names the steps it takes, and takes them once', async () => {
    await using folder = await createTempFolder();
    const installation = await installIn(folder);
    const first = await runJeton(['migrate', '--config', installation.config]);
    assert.equal(first.code, 0);
    assert.match(first.stdout, /^taken: 0001-\S+$/m);
    const again = await runJeton(['migrate', '--config', installation.config]);
    assert.equal(again.code, 0);
    assert.match(again.stdout, /^.*jeton\.db: 0 steps taken, at this version now\n$/);
  });

  test('a ledger that a newer version has only added to is worked with, and what was added is named', async () => {
    await using folder = await createTempFolder();
    const installation = await installIn(folder);
    await runJeton(['migrate', '--config', installation.config]);
    const database = new DatabaseSync(installation.ledger);
    database.exec(`insert into migration (version, name, applied_at) values (9999, 'of-tomorrow', 0)`);
    database.close();
    const migrated = await runJeton(['migrate', '--contract', '--config', installation.config]);
    assert.equal(migrated.code, 0, migrated.stderr);
    assert.match(migrated.stdout, /^taken by a newer version, which this one works beside: 9999-of-tomorrow$/m);
    const checked = await runJeton(['check', '--config', installation.config]);
    assert.match(checked.stdout, /^ok {4}ledger: a newer version has added 9999-of-tomorrow/m);
    await using jeton = await serve(installation);
    assert.equal((await fetch(installation.publicUrl)).status, 200);
    assert.match(jeton.log(), /"step":"9999-of-tomorrow".*a newer version has added to the ledger/);
    assert.equal(await jeton.stop(), 0);
  });

  test('says who works with the ledger, and forgets who has stopped', async () => {
    await using folder = await createTempFolder();
    const installation = await installIn(folder);
    const migrate = async () => (await runJeton(['migrate', '--config', installation.config])).stdout;
    {
      await using jeton = await serve(installation);
      assert.match(await migrate(), /^in use by: \S+\/\S+ \(web and courier, Jeton \S+, knows the steps up to \d+\)$/m);
      assert.equal(await jeton.stop(), 0);
    }
    assert.doesNotMatch(await migrate(), /in use by/);
  });

  test('a ledger that a newer version has contracted is refused by every command that opens it, and left as it is', async () => {
    await using folder = await createTempFolder();
    const installation = await installIn(folder);
    await runJeton(['migrate', '--config', installation.config]);
    const database = new DatabaseSync(installation.ledger);
    database.exec(`insert into migration (version, name, applied_at, needs) values (9999, 'of-tomorrow', 0, 9999)`);
    database.close();
    const before = await readFile(installation.ledger);
    for (const args of [['migrate'], ['serve'], ['keys', 'rotate'], ['show', STUDENT.number]]) {
      const { code, stderr } = await runJeton([...args, '--config', installation.config]);
      assert.equal(code, 4, args.join(' '));
      assert.match(stderr, /LEDGER_NEWER: .*version 9999.*install the newer Jeton/, args.join(' '));
    }
    const checked = await runJeton(['check', '--config', installation.config]);
    assert.equal(checked.code, 1);
    assert.match(checked.stdout, /^FAIL {2}ledger: .*version 9999/m);
    assert.deepEqual(await readFile(installation.ledger), before);
    assert.equal((await idsOf(folder)).length, 1);
  });
});

describe('jeton import', () => {
  test('imports people, and updates those who are there', async () => {
    await using folder = await createTempFolder();
    const { config } = await installIn(folder);
    const file = folder.file('people.csv');
    await writeFile(
      file,
      `number,login,name,addresses\n28700001,eloise,Éloïse,e@exemple.test\n28700002,zoe,Zoé,z@exemple.test\n`,
    );
    assert.match(
      (await runJeton(['import', file, '-c', config])).stdout,
      /^2 people imported into .*, 2 of them new\n$/,
    );
    assert.match(
      (await runJeton(['import', file, '-c', config])).stdout,
      /^2 people imported into .*, 0 of them new\n$/,
    );
  });

  test('every fault is listed with its file and line, and nobody is imported', async () => {
    await using folder = await createTempFolder();
    const { config } = await installIn(folder);
    const file = folder.file('people.csv');
    await writeFile(
      file,
      `number,login,name,addresses\n28700001,eloise,Éloïse,e@exemple.test\n,zoe,Zoé,z@exemple.test\n28700003,max,Max,nowhere\n`,
    );
    const { code, stdout, stderr } = await runJeton(['import', file, '--config', config]);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, new RegExp(`^${file}:3: `, 'm'));
    assert.match(stderr, new RegExp(`^${file}:4: `, 'm'));
    assert.match(stderr, /^2 faults: nobody was imported$/m);
    assert.match((await runJeton(['check', '--config', config])).stdout, /directory: .*holds nobody/);
  });

  test('what is not UTF-8, not there, or meant for another directory is refused', async () => {
    await using folder = await createTempFolder();
    const { config } = await installIn(folder);
    const file = folder.file('people.csv');
    await writeFile(
      file,
      Buffer.from('number,login,name,addresses\n28700001,e,\xc9lo\xefse,e@exemple.test\n', 'latin1'),
    );
    const latin = await runJeton(['import', file, '--config', config]);
    assert.equal(latin.code, 1);
    assert.match(latin.stderr, /people\.csv: is not UTF-8 text; save it as UTF-8/);
    const missing = await runJeton(['import', folder.file('none.csv'), '--config', config]);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /none\.csv/);
    await using ldap = await createSettingsFolder();
    const elsewhere = await runJeton(['import', file, '--config', ldap.settings]);
    assert.equal(elsewhere.code, 2);
    assert.match(elsewhere.stderr, /directory\.type is ldap/);
  });
});
