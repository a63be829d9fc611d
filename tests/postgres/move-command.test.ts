import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { embeddedSystems } from '../support/embedded-systems.ts';
import { type Installation, install, runJeton, serve, startJeton } from '../support/jeton.ts';
import { createDatabase, urlOf } from '../support/postgres-databases.ts';
import { type TempFolder, createTempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';

const EVENTS = 60_000;

/** An installation whose ledger is in a file, with a long audit trail, and whose settings say PostgreSQL from now on. */
async function installWithTrail(folder: TempFolder, url: string): Promise<Installation> {
  const installation = await install({
    folder: folder.path,
    systems: embeddedSystems({ host: '127.0.0.1', port: 25 }),
  });
  const made = await runJeton(['migrate', '--config', installation.config]);
  assert.equal(made.code, 0, made.stderr);
  // Besides the one that the migration has left.
  const database = new DatabaseSync(installation.ledger);
  database.exec(`with recursive n (i) as (select 1 union all select i + 1 from n where i < ${EVENTS - 1})
    insert into event (at, kind, detail) select i, 'request.unknown', '{"address":"…"}' from n`);
  database.close();
  const settings = await readFile(installation.config, 'utf8');
  await writeFile(installation.config, settings.replace(/^ledger: .*$/m, `ledger: ${url}`));
  return installation;
}

test('the command is killed half-way: neither place can be used until it is run again, or called off', async () => {
  await using folder = await createTempFolder();
  await using database = await createDatabase('empty');
  const installation = await installWithTrail(folder, urlOf(database.place));
  const config = ['--config', installation.config];
  const from = ['migrate', '--from', `sqlite:${installation.ledger}`, ...config];
  const arrived = async () => {
    const [row] = await database.run('select count(*)::int as rows from event').catch(() => []);
    return Number(row?.['rows'] ?? 0);
  };
  const killHalfway = async () => {
    const child = startJeton(from);
    const exited = once(child, 'exit');
    await until(async () => ((await arrived()) >= 1000 ? true : undefined), { missing: 'rows', patienceMs: 60_000 });
    child.kill('SIGKILL');
    await exited;
    const rows = await arrived();
    assert.ok(rows > 0 && rows < EVENTS, `killed after ${rows} rows`);
    return rows;
  };

  await killHalfway();
  const shown = await runJeton(['show', '1', ...config]);
  assert.equal(shown.code, 4);
  assert.match(shown.stderr, /LEDGER_MOVED: the ledger of .*jeton\.db is on its way to this place/);
  const calledOff = await runJeton([...from, '--call-off']);
  assert.equal(calledOff.code, 0, calledOff.stderr);
  assert.equal(await arrived(), 0);

  const rows = await killHalfway();
  const finished = await runJeton(from);
  assert.equal(finished.code, 0, finished.stderr);
  assert.match(finished.stdout, new RegExp(`^event: ${rows} of ${EVENTS}$`, 'm'), 'it goes on where it was');
  assert.match(finished.stdout, new RegExp(`^event: ${EVENTS} rows, the same on both sides`, 'm'));
  assert.match(finished.stdout, /moved; start the service$/m);
  const again = await runJeton(from);
  assert.match(again.stdout, /had been moved before/);
  const checked = await runJeton(['check', ...config]);
  assert.match(checked.stdout, /^ok {4}ledger: postgres:\/\/postgres@127\.0\.0\.1:\d+\/jeton_\w+: read and written/m);
  const rotated = await runJeton(['keys', 'rotate', ...config]);
  assert.equal(rotated.code, 0, rotated.stderr);
  const nobody = await runJeton(['show', '1', ...config]);
  assert.match(nobody.stderr, /knows of no reset for 1/);
});

test('the command waits for the service to stop, and the service does not start at the old place any more', async () => {
  await using folder = await createTempFolder();
  await using database = await createDatabase('empty');
  const installation = await install({
    folder: folder.path,
    systems: embeddedSystems({ host: '127.0.0.1', port: 25 }),
  });
  const config = folder.file('moved.yaml');
  const settings = await readFile(installation.config, 'utf8');
  await writeFile(config, settings.replace(/^ledger: .*$/m, `ledger: ${urlOf(database.place)}`));
  const line = ['migrate', '--from', `sqlite:${installation.ledger}`, '--config', config];
  {
    await using service = await serve(installation);
    const refused = await runJeton(line);
    assert.equal(refused.code, 4, refused.stdout);
    assert.match(refused.stderr, /LEDGER_IN_USE: programs may still run: \S+ \(.*; stop them first/);
    assert.equal((await fetch(`${installation.management}/readyz`)).status, 200, 'it works on');
    assert.equal(await service.stop(), 0);
  }
  const before = await runJeton(['check', '--config', config]);
  assert.match(before.stdout, /^ok {4}ledger: postgres:.*: read and written/m, 'the new place can be tried first');
  const moved = await runJeton(line);
  assert.equal(moved.code, 0, moved.stderr);
  await assert.rejects(
    serve(installation),
    /LEDGER_MOVED: the ledger has moved to postgres:.*`ledger` in the settings/,
  );
  const checked = await runJeton(['check', '--config', installation.config]);
  assert.match(checked.stdout, /^FAIL {2}ledger: the ledger has moved to postgres:.*\n(?! +->)/m);
  await using service = await serve({ ...installation, config });
  assert.equal(await service.stop(), 0);
});
