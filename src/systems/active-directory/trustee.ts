import { AndFilter, EqualityFilter, OrFilter, type SearchOptions } from 'ldapts';
import type { LdapConnection } from '../ldap/connection.ts';
import { findEntries } from '../ldap/find-entries.ts';
import { valuesOf } from '../ldap/values.ts';
import type { Trustee } from './delegation.ts';
import { isPerson } from './people.ts';
import { formatSid } from './security-descriptor.ts';

const TOKEN = 'tokenGroups';
const SID = 'objectSid';
/** Of a domain: `S-1-5-21-` and four numbers more (MS-DTYP, 2.4.2). */
const DOMAIN_SID_BYTES = 28;
const UNKNOWN: Trustee = { sid: 'SID-OF-THE-SERVICE-ACCOUNT', principal: 'SERVICE-ACCOUNT' };

/** Whom the server takes this connection for, and with whom it counts it: SIDs, in bytes; none where it does not tell. */
export async function readToken(connection: LdapConnection, signal: AbortSignal): Promise<readonly Buffer[]> {
  const options: SearchOptions = { scope: 'base', attributes: [TOKEN], explicitBufferAttributes: [TOKEN] };
  const root = await connection.ask((client) => client.search('', options), signal);
  return [root.searchEntries[0]?.[TOKEN] ?? []].flat().filter((value) => Buffer.isBuffer(value));
}

/** Who the service account is in its domain. */
export interface Self {
  readonly trustee: Trustee;
  /** Its own SID and those of its groups, in bytes. */
  readonly sids: readonly Buffer[];
}

/** Whom the server takes this connection for; a placeholder stands for the name where it cannot see itself. */
export async function readSelf(connection: LdapConnection, domain: string, signal: AbortSignal): Promise<Self> {
  const sids = await readToken(connection, signal);
  // Of all the identities it is the one that is a person; the others are groups.
  const own = sids.filter((sid) => sid.length === DOMAIN_SID_BYTES);
  if (own.length === 0) return { trustee: UNKNOWN, sids };
  const isOneOf = new OrFilter({ filters: own.map((value) => new EqualityFilter({ attribute: SID, value })) });
  const query = {
    ...{ base: domain, filter: new AndFilter({ filters: [isPerson(), isOneOf] }) },
    ...{ attributes: [SID, 'sAMAccountName'], binary: [SID] },
  };
  const [self] = await findEntries(connection, query, signal);
  const sid = [self?.[SID] ?? []].flat()[0];
  if (self === undefined || !Buffer.isBuffer(sid)) return { trustee: UNKNOWN, sids };
  const name = domain.replaceAll(/(?:^|,)DC=/gi, '.').slice(1);
  const principal = `${valuesOf(self, 'sAMAccountName')[0] ?? ''}@${name}`;
  return { trustee: { sid: formatSid(sid), principal }, sids };
}
