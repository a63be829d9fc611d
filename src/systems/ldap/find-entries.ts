import type { Entry, Filter, SearchOptions } from 'ldapts';
import { AppError } from '../../platform/errors.ts';
import type { LdapConnection } from './connection.ts';

/** Below which entry to look, for what, and what to read. */
export interface Query {
  readonly base: string;
  readonly filter: Filter;
  readonly attributes: readonly string[];
  /** Those of them whose values are bytes. */
  readonly binary?: readonly string[];
}

/** Far more than share one address in earnest; the list of a crowd ends here. */
const MOST_ENTRIES = 200;

/** Entries anywhere below the base. Referrals are never followed: they would lead to servers that nobody named. */
export async function findEntries(
  connection: LdapConnection,
  { base, filter, attributes, binary = [] }: Query,
  signal: AbortSignal,
): Promise<readonly Entry[]> {
  const options: SearchOptions = {
    ...{ scope: 'sub', filter, sizeLimit: MOST_ENTRIES },
    ...{ attributes: [...attributes], explicitBufferAttributes: [...binary] },
  };
  const { searchEntries } = await connection.ask((client) => client.search(base, options), signal);
  return searchEntries;
}

/**
 * The one entry that matches.
 * @throws AppError DIRECTORY_ANSWER when several do
 */
export async function findOnly(
  connection: LdapConnection,
  query: Query,
  signal: AbortSignal,
): Promise<Entry | undefined> {
  const [entry, ...others] = await findEntries(connection, query, signal);
  if (others.length > 0) throw new AppError('DIRECTORY_ANSWER', 'several entries have the same id');
  return entry;
}

/** Its name alone. @throws AppError DIRECTORY_ANSWER */
export async function findDn(
  connection: LdapConnection,
  query: Omit<Query, 'attributes'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  // RFC 4511, 4.5.1.8: "1.1" asks for no attribute at all.
  return (await findOnly(connection, { ...query, attributes: ['1.1'] }, signal))?.dn;
}
