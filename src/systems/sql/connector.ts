import type { SqlSettings } from '../../config/application-settings.ts';
import type { SqlName } from '../../config/sql-statement.ts';
import type { Clock } from '../../platform/clock.ts';
import type { PasswordNews } from '../application.ts';
import type { Database } from './database.ts';
import type { HashTools, Hasher } from './hasher.ts';

export type SqlTools = HashTools & { readonly clock: Clock };

/** What delivering and checking work with. */
export interface Connector {
  readonly settings: SqlSettings;
  readonly database: Database;
  readonly hasher: Hasher;
  readonly tools: SqlTools;
}

/** What stands for the names of the statement. */
export type Row = Pick<PasswordNews, 'login' | 'number' | 'accountId' | 'chosenAt'> & { readonly hash: string };

/** In the order of the statement's names. */
export function valuesOf(
  { settings, database }: Pick<Connector, 'settings' | 'database'>,
  row: Row,
): readonly string[] {
  const { login, number, accountId: id, hash, chosenAt } = row;
  const values: Readonly<Record<SqlName, string>> = { login, number, id, hash, chosenAt: database.moment(chosenAt) };
  return settings.statement.names.map((name) => values[name]);
}
