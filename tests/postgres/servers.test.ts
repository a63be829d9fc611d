import assert from 'node:assert/strict';
import { chown, copyFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { openLedger } from '../../src/ledger/ledger.ts';
import type { PostgresPlace } from '../../src/ledger/place.ts';
import { createClock } from '../support/clock.ts';
import { findFreePort } from '../support/free-port.ts';
import { createPki } from '../support/pki.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';

const clock = createClock();

async function startWithLedger(options: Parameters<typeof startPostgres>[0] = {}): Promise<PostgresServer> {
  const server = await startPostgres(options);
  await server.run('create database jeton');
  return server;
}

function hostsOf(...ports: readonly number[]): PostgresPlace['hosts'] {
  return ports.map((port) => ({ host: '127.0.0.1', port }));
}

const count = async (ledger: Awaited<ReturnType<typeof openLedger>>): Promise<number> =>
  await ledger.transaction(async (tx) => {
    await tx.db.insertInto('event').values({ kind: 'request.unknown', at: 0 }).execute();
    return (await tx.db.selectFrom('event').select('id').execute()).length;
  });

describe('of several servers', () => {
  test('the one that takes writes is used, and found again when it is another one', async () => {
    await using one = await startWithLedger({ trust: true });
    await using other = await startWithLedger({ trust: true });
    const nobody = await findFreePort();
    const place = { ...one.place('jeton'), hosts: hostsOf(nobody, other.port, one.port) };
    await other.run('alter system set default_transaction_read_only = on');
    await other.run('select pg_reload_conf()');
    await using ledger = await openLedger({ ...place, clock });
    assert.equal(await count(ledger), 1);
    // What a fail-over does: the first is gone, and the second takes writes from now on.
    await one.kill();
    await other.run('alter system reset default_transaction_read_only');
    await other.run('select pg_reload_conf()');
    await using prepared = await openLedger({ ...other.place('jeton'), clock });
    assert.equal(await count(prepared), 1);
    assert.equal(await count(ledger), 2, 'the second knows nothing of the first’s entry');
  });

  test('one that restarts is waited for', async () => {
    await using server = await startWithLedger({ trust: true });
    await using ledger = await openLedger({ ...server.place('jeton'), clock });
    assert.equal(await count(ledger), 1);
    await server.kill();
    const counting = count(ledger);
    await server.start();
    assert.equal(await counting, 2);
  });
});

/** Has commits wait for a standby that there is none of, and waits until every process of the server knows. */
async function askForStandby(server: PostgresServer): Promise<void> {
  await server.run("alter system set synchronous_standby_names = 'nobody'");
  await server.run('select pg_reload_conf()');
  const look = async () =>
    (await server.run("select 1 where current_setting('synchronous_standby_names') = 'nobody'")).length > 0 ||
    undefined;
  await until(look, { missing: 'the settings are not read again', patienceMs: 60_000 });
  // Commits wait once the checkpointer has read them, which it does before it writes a checkpoint.
  await server.run('checkpoint');
}

/** Waits until somebody's commit waits for a standby. */
async function waitForStandbyWait(server: PostgresServer): Promise<void> {
  const look = async () =>
    (await server.run("select 1 from pg_stat_activity where wait_event = 'SyncRep'")).length > 0 || undefined;
  await until(look, { missing: 'nobody waits for a standby', patienceMs: 60_000 });
}

describe('where a standby has to have all that is committed', () => {
  test('a commit whose answer was lost is told as done once a standby has it, and not before', async () => {
    await using server = await startWithLedger({ trust: true });
    await using ledger = await openLedger({ ...server.place('jeton'), clock });
    await askForStandby(server);
    const counting = count(ledger);
    await waitForStandbyWait(server);
    // After this the entry is there to be read, and would be gone if a standby that never had it took over.
    await server.kill();
    await server.start();
    const tooEarly = counting.then((told) => {
      throw new Error(`told ${told}, which no standby has`);
    });
    await Promise.race([tooEarly, waitForStandbyWait(server)]);
    tooEarly.catch(() => undefined);
    await server.run('alter system reset synchronous_standby_names');
    await server.run('select pg_reload_conf()');
    assert.equal(await counting, 1);
  });
});

describe('the password and the certificate', () => {
  test('are what the settings say, or nothing is sent', async () => {
    await using folder = await createTempFolder();
    const pki = await createPki(folder.path);
    const files = await pki.issue('postgres', ['DNS:localhost']);
    await using server = await startWithLedger();
    await installCertificate(server, files);
    const safe = { ...server.place('jeton'), tls: 'verify-full', ca: pki.caPem } as const;
    const at = (host: string) => [{ host, port: server.port }];
    {
      await using ledger = await openLedger({ ...safe, hosts: at('localhost'), clock });
      assert.equal(await count(ledger), 1);
      const rows = await server.run(
        'select bool_and(ssl) as safe from pg_stat_ssl join pg_stat_activity using (pid)',
        'jeton',
      );
      assert.equal(rows.length, 1);
    }
    const refused = { code: 'LEDGER_UNAVAILABLE' };
    await assert.rejects(openLedger({ ...safe, hosts: at('127.0.0.1'), clock }), {
      ...refused,
      message: /does not match certificate|altnames/,
    });
    await assert.rejects(openLedger({ ...safe, hosts: at('localhost'), ca: undefined, clock }), {
      ...refused,
      message: /self-signed|unable to (?:verify|get)/,
    });
    await assert.rejects(openLedger({ ...safe, hosts: at('localhost'), password: undefined, clock }), refused);
  });
});

async function installCertificate(
  server: PostgresServer,
  { certificate, key }: { certificate: string; key: string },
): Promise<void> {
  const data = join(server.folder, 'data');
  const { uid, gid } = await stat(data);
  for (const [from, name] of [
    [certificate, 'server.crt'],
    [key, 'server.key'],
  ] as const) {
    await copyFile(from, join(data, name));
    await chown(join(data, name), uid, gid);
  }
  await server.run('alter system set ssl = on');
  await server.run('select pg_reload_conf()');
}
