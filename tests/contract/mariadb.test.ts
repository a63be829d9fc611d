import type { SqlHash } from '../../src/config/application-settings.ts';
import { startMariadb } from '../support/mariadb.ts';
import { LOGIN } from '../support/sql-settings.ts';
import { type ApplicationStand, applicationContract } from './application-contract.ts';
import { PEOPLE, createAuthorities, sqlStand } from './sql-stand.ts';

const TABLE =
  'create table ent.users (login varchar(64) primary key, number varchar(20), id varchar(64), ' +
  'password varchar(255), changed_at datetime(3)) engine = innodb';

async function start(hash: SqlHash): Promise<ApplicationStand> {
  await using stack = new AsyncDisposableStack();
  const { certificate, authorities } = await createAuthorities(stack);
  const server = stack.use(await startMariadb(certificate));
  // As docs/connectors.md says.
  for (const statement of [
    'create database ent character set utf8mb4',
    TABLE,
    PEOPLE.replace('into users', 'into ent.users'),
    `create user ${LOGIN.user} identified by '${LOGIN.password}'`,
    `grant select (login), update (password, changed_at) on ent.users to ${LOGIN.user}`,
  ]) {
    await server.run(statement);
  }
  const run = (sql: string) => server.run(sql.replace('from users', 'from ent.users'));
  const { port } = server;
  const held = stack.move();
  return sqlStand({ dialect: 'mariadb', port, database: 'ent', authorities, run }, hash, () => held.disposeAsync());
}

for (const hash of [
  { format: 'sha512-crypt', cost: 20_000 },
  { format: 'yescrypt', cost: 5 },
] as const) {
  applicationContract({ connector: `sql, ${hash.format}`, server: 'MariaDB 10.11', start: () => start(hash) });
}
