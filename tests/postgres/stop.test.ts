import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startCommand } from '../support/command.ts';
import { embeddedSystems } from '../support/embedded-systems.ts';
import { install } from '../support/jeton.ts';
import { createDatabase, urlOf } from '../support/postgres-databases.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { createTempFolder } from '../support/temp-folder.ts';

describe('SIGTERM while PostgreSQL', () => {
  for (const [how, cut] of [
    ['is away', 'refuse'],
    ['is silent', 'silently'],
  ] as const) {
    test(`${how} ends with exit code 0`, async () => {
      await using folder = await createTempFolder();
      await using database = await createDatabase();
      await using proxy = await startTcpProxy(database.place.hosts[0]?.port ?? 0);
      const place = urlOf({ ...database.place, hosts: [{ host: '127.0.0.1', port: proxy.port }] });
      const systems = embeddedSystems({ host: '127.0.0.1', port: 25 });
      const { config } = await install({ folder: folder.path, systems, place });
      await using jeton = startCommand(['serve', '--config', config]);
      await jeton.waitForLine(/Jeton is ready/);
      if (cut === 'refuse') await proxy.refuse();
      else proxy.cut(cut);
      jeton.signal('SIGTERM');
      assert.deepEqual(await jeton.ended(), { code: 0, signal: null }, jeton.printed());
    });
  }
});
