import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { opensHash } from '../support/crypt.ts';
import { deliver, startSqlServers } from '../support/sql-servers.ts';
import { LOGIN } from '../support/sql-settings.ts';

const servers = await startSqlServers();
after(() => servers[Symbol.asyncDispose]());
const { postgres, mariadb, onPostgres, onMariadb } = servers;

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

describe('a column that takes no texts', () => {
  const OF_NUMBERS = 'update users set password = :hash where number = :number';

  before(async () => {
    await postgres.run('create table stamped (login text, id uuid, small smallint, password text, changed_at bigint)');
    await postgres.run(`grant select, update on stamped to ${LOGIN.user}`);
    await postgres.run(`insert into stamped (login) values ('cmartin')`);
  });

  test('is no outage where the person’s own number is the text: others are served', async () => {
    await using application = await onPostgres({ statement: OF_NUMBERS });
    for (const number of ['E123', '99999999999']) {
      const carried = await deliver(application, { number });
      assert.match(carried.kind === 'waiting' ? carried.detail : '', /no account there has such a name/);
    }
    assert.equal((await application.check())[0]?.level, 'ok');
    assert.deepEqual(await deliver(application, { number: '1' }), { kind: 'done' });
  });

  test('the same in MariaDB', async () => {
    await using application = await onMariadb({ statement: OF_NUMBERS });
    assert.partialDeepStrictEqual(await deliver(application, { number: 'E123' }), { kind: 'waiting' });
    const [twins, statement] = await application.check();
    assert.match(twins?.level === 'warning' ? (twins.mend ?? '') : '', /`and binary number = :number`/);
    assert.equal(statement?.level, 'ok');
    assert.deepEqual(await deliver(application, { number: '1' }), { kind: 'done' });
    await using exact = await onMariadb({ statement: `${OF_NUMBERS} and binary number = :number` });
    assert.partialDeepStrictEqual(await deliver(exact, { number: '01' }), { kind: 'waiting' });
    assert.deepEqual(await deliver(exact, { number: '1' }), { kind: 'done' });
  });

  for (const where of ['id = :id', 'small = :number', 'login = :login and id = :id']) {
    test(`does not fail the check for the name that it makes up: ${where}`, async () => {
      await using application = await onPostgres({ statement: `update stamped set password = :hash where ${where}` });
      assert.equal((await application.check())[0]?.level, 'ok');
      const carried = await deliver(application, { accountId: 'no-uuid', number: 'E123' });
      assert.equal(carried.kind, 'waiting');
    });
  }

  test('fails the check where it is to hold a text whoever it is for, and the delivery is not said to wait', async () => {
    await using application = await onPostgres({
      statement: 'update stamped set password = :hash, changed_at = :chosenAt where login = :login',
    });
    const [line] = await application.check();
    assert.match(line?.level === 'failure' ? line.what : '', /SQLSTATE 22P02/);
    assert.deepEqual(await deliver(application), { kind: 'later', detail: 'SQLSTATE 22P02' });
  });

  test('the same in MariaDB, where the delivery tells', async () => {
    await mariadb.run('create table ent.stamped (login varchar(64), password varchar(80), changed_at date)');
    await mariadb.run(`insert into ent.stamped (login) values ('cmartin')`);
    await mariadb.run(`grant select, update on ent.stamped to ${LOGIN.user}`);
    await using application = await onMariadb({
      statement: `update stamped set changed_at = concat('x', :hash) where login = :login and binary login = :login`,
    });
    assert.equal((await deliver(application)).kind, 'later');
  });
});
