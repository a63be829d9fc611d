import type { LdapConnection } from '../ldap/connection.ts';
import { RESET_GUID } from './delegation.ts';
import { readDescriptor } from './read-descriptor.ts';
import { grants, isCutOff } from './security-descriptor.ts';
import { readToken } from './trustee.ts';

/**
 * Whether it is this one account that is kept from what is delegated: its list of rights takes over nothing from above and
 * does not grant the reset either. So it is with those that AdminSDHolder protects, also where their mark (`adminCount`)
 * may not be read. No where it is not known: then the right may be missing on everybody, and be granted yet.
 */
export async function isKeptFromService(connection: LdapConnection, dn: string, signal: AbortSignal): Promise<boolean> {
  try {
    const { descriptor } = await readDescriptor(connection, { dn }, signal);
    if (descriptor === undefined || !isCutOff(descriptor)) return false;
    const sids = await readToken(connection, signal);
    return sids.length > 0 && grants(descriptor, { access: 'extended', guid: RESET_GUID, sids }) === false;
  } catch (error) {
    if (error instanceof TypeError) throw error;
    return false;
  }
}
