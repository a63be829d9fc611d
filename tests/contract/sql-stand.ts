import type { SqlHash } from '../../src/config/application-settings.ts';
import type { SqlDialect } from '../../src/config/sql-statement.ts';
import { openSql } from '../../src/systems/sql/sql-application.ts';
import { opensHash } from '../support/crypt.ts';
import { type CertificateFiles, createPki } from '../support/pki.ts';
import { SQL_TOOLS, sqlSettings } from '../support/sql-settings.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import type { ApplicationStand } from './application-contract.ts';

/** What both families of servers bring. */
export interface SqlServer {
  readonly dialect: SqlDialect;
  readonly port: number;
  readonly database: string;
  /** PEM texts: of the authority that signed its certificate, and of another one. */
  readonly authorities: { readonly right: string; readonly other: string };
  run(sql: string): Promise<readonly Record<string, unknown>[]>;
}

export const HOLDER = { accountId: 'id-1', number: '28700001', login: 'cmartin' } as const;
export const PEOPLE = `insert into users (login, number, id) values ('cmartin', '28700001', 'id-1'), ('autre', '28700009', 'id-9')`;

/** A stand over a server that holds the table `users`. */
export function sqlStand(server: SqlServer, hash: SqlHash, dispose: () => Promise<void>): ApplicationStand {
  const { dialect, port, database, authorities } = server;
  return {
    ports: { plain: port, encrypted: port },
    open: (way) => {
      const ca = way.encrypted ? authorities[way.authority] : undefined;
      return openSql(sqlSettings({ dialect, database, hash, port: way.port, ca, timeoutMs: 120_000 }), SQL_TOOLS);
    },
    holder: HOLDER,
    stranger: { accountId: 'id-2', number: '28700002', login: 'personne' },
    async opens(password) {
      const [row] = await server.run(`select password from users where login = '${HOLDER.login}'`);
      return await opensHash(String(row?.['password']), password);
    },
    refused: [],
    [Symbol.asyncDispose]: dispose,
  };
}

/** Two authorities, and a certificate of the first for `localhost` and 127.0.0.1. */
export async function createAuthorities(
  stack: AsyncDisposableStack,
): Promise<Pick<SqlServer, 'authorities'> & { readonly certificate: CertificateFiles }> {
  const folder = stack.use(await createTempFolder('jeton-pki-'));
  const other = stack.use(await createTempFolder('jeton-pki-'));
  const [pki, otherPki] = [await createPki(folder.path), await createPki(other.path)];
  return {
    certificate: await pki.issue('database'),
    authorities: { right: pki.caPem, other: otherPki.caPem },
  };
}
