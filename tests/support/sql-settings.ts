import type { SqlHash, SqlSettings } from '../../src/config/application-settings.ts';
import { type SqlDialect, readStatement } from '../../src/config/sql-statement.ts';
import { Secret } from '../../src/platform/secret.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { signalGroup } from '../../src/main/signal-group.ts';

export const SQL_TOOLS = { clock: systemClock, random: systemRandom, signalGroup };

const STATEMENT = 'update users set password = :hash, changed_at = :chosenAt where login = :login';
/** The statements of docs/connectors.md. */
const STATEMENTS: Readonly<Record<SqlDialect, string>> = {
  postgres: STATEMENT,
  mariadb: `${STATEMENT} and binary login = :login`,
};

/** What the tests' database knows: who logs in there, with which password. */
export const LOGIN = { user: 'jeton', password: 'mot-de-la-base' } as const;

export interface SqlPlan {
  readonly dialect: SqlDialect;
  readonly port: number;
  readonly database: string;
  readonly hash: SqlHash;
  /** PEM text; in clear without one. */
  readonly ca?: string | undefined;
  readonly statement?: string;
  readonly timeoutMs?: number;
}

export function sqlSettings(plan: SqlPlan): SqlSettings {
  const { dialect, port, database, hash, ca, statement = STATEMENTS[plan.dialect], timeoutMs = 10_000 } = plan;
  const reading = readStatement(statement, dialect);
  if (reading.kind === 'fault') throw new Error(reading.fault);
  return {
    ...{ type: 'sql', name: 'ENT', dialect, hash, ca, timeoutMs, statement: reading.value },
    server: { host: '127.0.0.1', port, user: LOGIN.user, database },
    password: new Secret(LOGIN.password),
    tls: ca === undefined ? 'none' : 'verify-full',
    capacity: undefined,
  };
}
