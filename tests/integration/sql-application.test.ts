import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Secret } from '../../src/platform/secret.ts';
import { openSql } from '../../src/systems/sql/sql-application.ts';
import { opensHash } from '../support/crypt.ts';
import { ARGON2ID, BCRYPT, deliver, startSqlServers } from '../support/sql-servers.ts';
import { LOGIN, SQL_TOOLS, sqlSettings } from '../support/sql-settings.ts';

const servers = await startSqlServers();
after(() => servers[Symbol.asyncDispose]());
const { postgres, mariadb, onPostgres, onMariadb } = servers;

const EVERYBODY = "update users set password = :hash where login like 'c%' or login = :login";

describe('a statement that changes several rows', () => {
  test('changes none: it is taken back, and operators are told', async () => {
    await using application = await onPostgres({ statement: EVERYBODY });
    const carried = await deliver(application);
    assert.match(carried.kind === 'waiting' ? carried.detail : '', /changes 2 rows where it must change one/);
    assert.deepEqual(await postgres.run('select count(password)::int as set from users'), [{ set: 0 }]);
  });

  test('the same in MariaDB', async () => {
    await using application = await onMariadb({ statement: EVERYBODY });
    const carried = await deliver(application);
    assert.match(carried.kind === 'waiting' ? carried.detail : '', /changes 2 rows where it must change one/);
    const [row] = await mariadb.run('select count(password) as held from ent.users');
    assert.equal(Number(row?.['held']), 0);
  });

  test('fails the check, which leaves everything as it was', async () => {
    await using application = await onPostgres({ statement: EVERYBODY });
    const [line] = await application.check();
    assert.equal(line?.level, 'failure');
    assert.match(line.what, /changes 2 rows for a name that nobody has/);
    assert.deepEqual(await postgres.run('select count(password)::int as set from users'), [{ set: 0 }]);
  });
});

describe('what the database says', () => {
  test('of rights that are missing names the table, and never the hash', async () => {
    await using application = await onPostgres({
      statement: 'update locked set password = :hash where login = :login',
    });
    const carried = await deliver(application);
    assert.deepEqual(carried, { kind: 'later', detail: 'SQLSTATE 42501: permission denied for table locked' });
  });

  test('of a value that does not fit is told by its code, since it may repeat the value', async () => {
    await using application = await onPostgres({
      statement: 'update users set number = :hash::int where login = :login',
    });
    assert.deepEqual(await deliver(application), { kind: 'later', detail: 'SQLSTATE 22P02' });
  });

  test('of a column that is too short for the hash: nothing is written, nothing is cut', async () => {
    await using application = await onMariadb({ hash: ARGON2ID });
    const carried = await deliver(application);
    assert.deepEqual(carried, { kind: 'later', detail: 'SQLSTATE 22001' });
  });

  test('of a login that it does not know', async () => {
    await postgres.run(`alter role ${LOGIN.user} password 'another'`);
    await using application = await onPostgres();
    const carried = await deliver(application);
    await postgres.run(`alter role ${LOGIN.user} password '${LOGIN.password}'`);
    assert.match(carried.kind === 'later' ? carried.detail : '', /^SQLSTATE 28P01/);
  });
});

describe('somebody whose name is another’s but for an accent, a capital or a last space', () => {
  const TWINS = ['hélène', 'Helene', 'helene '];

  test('is not that one in MariaDB: with the documented statement, nothing of hers is touched', async () => {
    await mariadb.run(`insert into ent.users (login) values ('helene')`);
    await using application = await onMariadb();
    for (const login of TWINS)
      assert.partialDeepStrictEqual(await deliver(application, { login }), { kind: 'waiting' });
    const [row] = await mariadb.run(`select count(password) as held from ent.users where login = 'helene'`);
    assert.equal(Number(row?.['held']), 0);
    assert.deepEqual(await deliver(application, { login: 'helene' }), { kind: 'done' });
  });

  test('is what the check warns of where the statement does not tell them apart', async () => {
    await using plain = await onMariadb({ statement: 'update users set password = :hash where login = :login' });
    const [first, second] = await plain.check();
    assert.match(first?.level === 'warning' ? first.what : '', /differs by an accent/);
    assert.equal(second?.level, 'ok');
    await using documented = await onMariadb();
    assert.deepEqual(
      (await documented.check()).map(({ level }) => level),
      ['ok'],
    );
  });
});

test('a text is no number: whoever begins with the digits of another is not that one', async () => {
  await mariadb.run('update ent.users set password = null');
  await using application = await onMariadb({ statement: 'update users set password = :hash where number = :number' });
  const carried = await deliver(application, { number: '2 or so' });
  assert.notEqual(carried.kind, 'done');
  const [row] = await mariadb.run('select count(password) as held from ent.users');
  assert.equal(Number(row?.['held']), 0);
});

test('a certificate for another name is not trusted, though its authority is', async () => {
  await using application = await onMariadb({ ca: servers.authority });
  const carried = await deliver(application);
  assert.match(carried.kind === 'later' ? carried.detail : '', /ERR_TLS_CERT_ALTNAME_INVALID/);
});

test('the moment of the choice is stored in UTC, wherever the servers think they are', async () => {
  {
    await using application = await onPostgres();
    assert.equal((await deliver(application)).kind, 'done');
    await using other = await onMariadb();
    assert.equal((await deliver(other)).kind, 'done');
  }
  const [one] = await postgres.run(`select changed_at::text as at from users where login = 'cmartin'`);
  assert.equal(one?.['at'], '2026-10-06 08:15:00.25');
  const [other] = await mariadb.run(`select cast(changed_at as char) as at from ent.users where login = 'cmartin'`);
  assert.equal(other?.['at'], '2026-10-06 08:15:00.250');
});

test('a password beyond what bcrypt reads is refused even if it was accepted before the settings said so', async () => {
  await using application = await openSql(
    {
      ...sqlSettings({ dialect: 'mariadb', port: mariadb.port, database: 'ent', hash: BCRYPT }),
      capacity: { bytes: 72 },
    },
    SQL_TOOLS,
  );
  const carried = await deliver(application, { password: new Secret(`A1-${'é'.repeat(35)}`) });
  assert.partialDeepStrictEqual(carried, { kind: 'refused', reason: 'too-long' });
  const cut = await deliver(application, { password: new Secret('Premier\0-1-mot') });
  assert.partialDeepStrictEqual(cut, { kind: 'refused', reason: 'not-allowed' });
});

test('the event loop turns while a hash is made, and several come out right at once', async () => {
  await using application = await onMariadb();
  let turns = 0;
  let working = true;
  const turn = (): void => {
    turns += 1;
    if (working) setImmediate(turn);
  };
  turn();
  const words = ['Un-mot-1', 'Un-mot-2', 'Un-mot-3'];
  const carried = await Promise.all(words.map((word) => deliver(application, { password: new Secret(word) })));
  working = false;
  assert.deepEqual(
    carried.map(({ kind }) => kind),
    ['done', 'done', 'done'],
  );
  assert.ok(turns > 1000, `the loop turned ${turns} times`);
  const [row] = await mariadb.run(`select password from ent.users where login = 'cmartin'`);
  const opened = await Promise.all(words.map((word) => opensHash(String(row?.['password']), word)));
  assert.equal(opened.filter((opens) => opens).length, 1);
});

test('a hash that takes too long on this machine fails the check, before the courier gives up on everybody', async () => {
  let asked = 0;
  const clock = { ...SQL_TOOLS.clock, elapsed: () => 5001 * (asked += 1) };
  const settings = sqlSettings({ dialect: 'mariadb', port: mariadb.port, database: 'ent', hash: BCRYPT });
  await using application = await openSql(settings, { ...SQL_TOOLS, clock });
  const [line] = await application.check();
  assert.match(line?.level === 'failure' ? line.what : '', /^one bcrypt hash took 5001 ms/);
});
