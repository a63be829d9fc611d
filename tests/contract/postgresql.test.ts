import { chmod, chown, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SqlHash } from '../../src/config/application-settings.ts';
import type { CertificateFiles } from '../support/pki.ts';
import { findOwner, startPostgres } from '../support/postgres.ts';
import { LOGIN } from '../support/sql-settings.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { type ApplicationStand, applicationContract } from './application-contract.ts';
import { HOLDER, PEOPLE, createAuthorities, sqlStand } from './sql-stand.ts';

const TABLE =
  'create table users (login text primary key, number text, id text, password text, changed_at timestamptz)';

async function start(hash: SqlHash): Promise<ApplicationStand> {
  await using stack = new AsyncDisposableStack();
  const { certificate, authorities } = await createAuthorities(stack);
  const owned = await ownedBy(stack, certificate);
  const settings = ['ssl=on', `ssl_cert_file=${owned.certificate}`, `ssl_key_file=${owned.key}`];
  const server = stack.use(await startPostgres({ settings }));
  await server.run('create database ent');
  // As docs/connectors.md says.
  for (const statement of [
    TABLE,
    PEOPLE,
    `create role ${LOGIN.user} login password '${LOGIN.password}'`,
    `grant select (login), update (password, changed_at) on users to ${LOGIN.user}`,
    'create extension pgcrypto',
  ]) {
    await server.run(statement, 'ent');
  }
  const run = (sql: string) => server.run(sql, 'ent');
  const held = stack.move();
  const stand = sqlStand({ dialect: 'postgres', port: server.port, database: 'ent', authorities, run }, hash, () =>
    held.disposeAsync(),
  );
  return hash.format === 'bcrypt' ? { ...stand, opens: (password) => opensByPgcrypto(run, password) } : stand;
}

/** PostgreSQL takes a key that is its own alone. */
async function ownedBy(stack: AsyncDisposableStack, { certificate, key }: CertificateFiles): Promise<CertificateFiles> {
  const folder = stack.use(await createTempFolder('jeton-postgres-tls-'));
  const owned = { certificate: join(folder.path, 'server.pem'), key: join(folder.path, 'server.key') };
  await copyFile(certificate, owned.certificate);
  await copyFile(key, owned.key);
  await chmod(owned.key, 0o600);
  const owner = await findOwner();
  if (owner === undefined) return owned;
  for (const path of [folder.path, owned.certificate, owned.key]) await chown(path, owner.uid, owner.gid);
  return owned;
}

type Run = (sql: string) => Promise<readonly Record<string, unknown>[]>;

/** The database's own crypt(), which knows `$2b$` by its older name. */
async function opensByPgcrypto(run: Run, password: string): Promise<boolean> {
  const hash = `replace(password, '$2b$', '$2a$')`;
  const [row] = await run(
    `select crypt('${password.replaceAll("'", "''")}', ${hash}) = ${hash} as opens from users where login = '${HOLDER.login}'`,
  );
  return row?.['opens'] === true;
}

for (const hash of [
  { format: 'argon2id', cost: 0 },
  { format: 'bcrypt', cost: 10 },
] as const) {
  applicationContract({ connector: `sql, ${hash.format}`, server: 'PostgreSQL 15', start: () => start(hash) });
}
