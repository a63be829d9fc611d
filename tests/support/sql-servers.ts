import { Secret } from '../../src/platform/secret.ts';
import type { Application, Carried, PasswordNews } from '../../src/systems/application.ts';
import { openSql } from '../../src/systems/sql/sql-application.ts';
import { type MariadbServer, startMariadb } from './mariadb.ts';
import { createPki } from './pki.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';
import { LOGIN, SQL_TOOLS, type SqlPlan, sqlSettings } from './sql-settings.ts';
import { createTempFolder } from './temp-folder.ts';

const NEWS: PasswordNews = {
  ...{ deliveryId: '0193a1b2-0000-7000-8000-000000000001', accountId: 'id-1', number: '28700001', login: 'cmartin' },
  ...{ password: new Secret('Premier-1-mot'), chosenAt: Date.UTC(2026, 9, 6, 8, 15, 0, 250) },
};
export const ARGON2ID = { format: 'argon2id', cost: 0 } as const;
export const BCRYPT = { format: 'bcrypt', cost: 10 } as const;
const PEOPLE = `insert into users (login, number) values ('cmartin', 1), ('cdurand', 2)`;

/** Hands over `Premier-1-mot` for `cmartin`, unless it is said otherwise. */
export async function deliver(application: Application, news: Partial<PasswordNews> = {}): Promise<Carried> {
  return await application.deliver({ ...NEWS, ...news }, new AbortController().signal);
}

/** Both families of servers, each with a table `users`. */
export interface SqlServers extends AsyncDisposable {
  readonly postgres: PostgresServer;
  readonly mariadb: MariadbServer;
  /** PEM text of the authority that MariaDB's certificate, for `elsewhere.example`, is from. */
  readonly authority: string;
  readonly onPostgres: (more?: Partial<SqlPlan>) => Promise<Application>;
  readonly onMariadb: (more?: Partial<SqlPlan>) => Promise<Application>;
}

export async function startSqlServers(): Promise<SqlServers> {
  await using stack = new AsyncDisposableStack();
  const postgres = stack.use(await startPostgres());
  for (const statement of [
    'create table users (login text, number int, password text, changed_at timestamp)',
    PEOPLE,
    `create role ${LOGIN.user} login password '${LOGIN.password}'`,
    `grant select (login, number), update (password, changed_at) on users to ${LOGIN.user}`,
    'create table locked (login text, password text)',
  ]) {
    await postgres.run(statement);
  }
  const folder = stack.use(await createTempFolder('jeton-pki-'));
  const pki = await createPki(folder.path);
  const mariadb = stack.use(await startMariadb(await pki.issue('elsewhere', ['DNS:elsewhere.example'])));
  for (const statement of [
    'create database ent',
    'create table ent.users (login varchar(64), number int, password varchar(80), changed_at datetime(3))',
    PEOPLE.replace('into users', 'into ent.users'),
    `create user ${LOGIN.user} identified by '${LOGIN.password}'`,
    `grant select, update on ent.users to ${LOGIN.user}`,
  ]) {
    await mariadb.run(statement);
  }
  const held = stack.move();
  const open = (plan: SqlPlan): Promise<Application> => openSql(sqlSettings(plan), SQL_TOOLS);
  return {
    ...{ postgres, mariadb, authority: pki.caPem },
    onPostgres: (more) =>
      open({ dialect: 'postgres', port: postgres.port, database: 'postgres', hash: ARGON2ID, ...more }),
    onMariadb: (more) => open({ dialect: 'mariadb', port: mariadb.port, database: 'ent', hash: BCRYPT, ...more }),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
