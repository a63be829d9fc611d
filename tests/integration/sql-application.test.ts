import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Secret } from '../../src/platform/secret.ts';
import type { Application, Carried, PasswordNews } from '../../src/systems/application.ts';
import { openSql } from '../../src/systems/sql/sql-application.ts';
import { opensHash } from '../support/crypt.ts';
import { type MariadbServer, startMariadb } from '../support/mariadb.ts';
import { createPki } from '../support/pki.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { LOGIN, SQL_TOOLS, type SqlPlan, sqlSettings } from '../support/sql-settings.ts';
import { createTempFolder } from '../support/temp-folder.ts';

const CHOSEN = Date.UTC(2026, 9, 6, 8, 15, 0, 250);
const NEWS: PasswordNews = {
  ...{ deliveryId: '0193a1b2-0000-7000-8000-000000000001', accountId: 'id-1', number: '28700001', login: 'cmartin' },
  ...{ password: new Secret('Premier-1-mot'), chosenAt: CHOSEN },
};
const ARGON2ID = { format: 'argon2id', cost: 0 } as const;
const BCRYPT = { format: 'bcrypt', cost: 10 } as const;

async function deliver(application: Application, news: Partial<PasswordNews> = {}): Promise<Carried> {
  return await application.deliver({ ...NEWS, ...news }, new AbortController().signal);
}

let postgres: PostgresServer;
let mariadb: MariadbServer;
/** PEM text of the authority that MariaDB's certificate, for `elsewhere.example`, is from. */
let authority: string;
const stack = new AsyncDisposableStack();

before(async () => {
  postgres = stack.use(await startPostgres());
  const people = `insert into users (login, number) values ('cmartin', 1), ('cdurand', 2)`;
  for (const statement of [
    'create table users (login text, number int, password text, changed_at timestamp)',
    people,
    `create role ${LOGIN.user} login password '${LOGIN.password}'`,
    `grant select (login, number), update (password, changed_at) on users to ${LOGIN.user}`,
    'create table locked (login text, password text)',
  ]) {
    await postgres.run(statement);
  }
  const folder = stack.use(await createTempFolder('jeton-pki-'));
  const pki = await createPki(folder.path);
  authority = pki.caPem;
  mariadb = stack.use(await startMariadb(await pki.issue('elsewhere', ['DNS:elsewhere.example'])));
  for (const statement of [
    'create database ent',
    'create table ent.users (login varchar(64), number int, password varchar(80), changed_at datetime(3))',
    people.replace('into users', 'into ent.users'),
    `create user ${LOGIN.user} identified by '${LOGIN.password}'`,
    `grant select, update on ent.users to ${LOGIN.user}`,
  ]) {
    await mariadb.run(statement);
  }
});
after(() => stack.disposeAsync());

const onPostgres = (more: Partial<SqlPlan> = {}): Promise<Application> =>
  openSql(
    sqlSettings({ dialect: 'postgres', port: postgres.port, database: 'postgres', hash: ARGON2ID, ...more }),
    SQL_TOOLS,
  );
const onMariadb = (more: Partial<SqlPlan> = {}): Promise<Application> =>
  openSql(sqlSettings({ dialect: 'mariadb', port: mariadb.port, database: 'ent', hash: BCRYPT, ...more }), SQL_TOOLS);

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

describe('a function that sets the password', () => {
  const CALL = 'select set_password(:login, :hash)';
  const setIn = (name: string, { returns, last }: { returns: string; last: string }): string =>
    `create function ${name}(who text, hashed text) returns ${returns} language plpgsql security definer as ` +
    `$$ declare changed int; begin update users set password = hashed where login = who; ` +
    `get diagnostics changed = row_count; ${last} end $$`;

  before(async () => {
    await postgres.run(setIn('set_password', { returns: 'bigint', last: 'return changed;' }));
    await postgres.run(setIn('has_set', { returns: 'boolean', last: 'return changed = 1;' }));
    await postgres.run(setIn('finds', { returns: 'boolean', last: 'return nullif(changed = 1, false);' }));
    await postgres.run(setIn('says_nothing', { returns: 'void', last: '' }));
    await postgres.run(setIn('says_words', { returns: 'text', last: `return 'set';` }));
    await postgres.run(setIn('always', { returns: 'int', last: 'return 1;' }));
    const body = 'begin update users set password = hashed where login = who;';
    const takes = '(who varchar(64), hashed varchar(255))';
    await mariadb.run(
      `create function ent.set_password${takes} returns int modifies sql data ${body} return row_count(); end`,
    );
    await mariadb.run(`create procedure ent.set_it${takes} ${body} select row_count() as changed; end`);
    await mariadb.run(`grant execute on ent.* to ${LOGIN.user}`);
  });

  const passwordOf = async (login: string): Promise<unknown> =>
    (await postgres.run(`select password from users where login = '${login}'`))[0]?.['password'];

  for (const name of ['set_password', 'has_set', 'finds']) {
    test(`is believed by what it returns, not by its returning: ${name}`, async () => {
      await postgres.run('update users set password = null');
      await using application = await onPostgres({ statement: CALL.replace('set_password', name) });
      assert.partialDeepStrictEqual(await deliver(application, { login: 'personne' }), { kind: 'waiting' });
      assert.deepEqual(await deliver(application), { kind: 'done' });
      assert.equal(await opensHash(String(await passwordOf('cmartin')), 'Premier-1-mot'), true);
      assert.equal((await application.check())[0]?.level, 'ok');
    });
  }

  for (const name of ['says_nothing', 'says_words']) {
    test(`that does not return a count is no success, and changes nothing: ${name}`, async () => {
      await postgres.run('update users set password = null');
      await using application = await onPostgres({ statement: CALL.replace('set_password', name) });
      const carried = await deliver(application);
      assert.match(carried.kind === 'later' ? carried.detail : '', /does not say how many rows/);
      assert.equal(await passwordOf('cmartin'), null);
      assert.equal((await application.check())[0]?.level, 'failure');
    });
  }

  test('that says one for whoever it is asked fails the check', async () => {
    await using application = await onPostgres({ statement: CALL.replace('set_password', 'always') });
    const [line] = await application.check();
    assert.match(line?.level === 'failure' ? line.what : '', /changes 1 rows for a name that nobody has/);
  });

  test('an update that returns its row is counted by the rows', async () => {
    await using application = await onPostgres({
      statement: 'update users set password = :hash where login = :login returning login',
    });
    assert.deepEqual(await deliver(application), { kind: 'done' });
    assert.partialDeepStrictEqual(await deliver(application, { login: 'personne' }), { kind: 'waiting' });
  });

  for (const statement of [CALL, 'call set_it(:login, :hash)']) {
    test(`the same in MariaDB: ${statement}`, async () => {
      await using application = await onMariadb({ statement });
      assert.partialDeepStrictEqual(await deliver(application, { login: 'personne' }), { kind: 'waiting' });
      assert.deepEqual(await deliver(application), { kind: 'done' });
      assert.equal((await application.check())[0]?.level, 'ok');
    });
  }
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
  await using application = await onMariadb({ ca: authority });
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
