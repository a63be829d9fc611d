import type { Entry, SearchOptions } from 'ldapts';
import type { Look } from '../ldap/check-entries.ts';
import { withEligible } from '../ldap/filters.ts';
import { RESULTANT } from './password-settings.ts';
import { isOpen, isProtected, PROTECTED } from './people.ts';

const SAMPLE = 20;

/** A few of the people whose passwords may be reset, with the finer rules that hold for them. */
export async function findSample({ connection, base, eligible, clock, signal }: Look): Promise<readonly Entry[]> {
  const filter = withEligible(isOpen(clock.now()), eligible);
  const options: SearchOptions = { scope: 'sub', filter, sizeLimit: SAMPLE, attributes: [PROTECTED, RESULTANT] };
  const found = await connection.ask((client) => client.search(base, options), signal);
  return found.searchEntries.filter((entry) => !isProtected(entry));
}
