import type { CheckLine } from '../directory.ts';
import type { LdapConnection } from '../ldap/connection.ts';
import { valuesOf } from '../ldap/values.ts';
import { findPolicyHints } from './policy-hints.ts';

/** LDAP_CAP_ACTIVE_DIRECTORY_OID (MS-ADTS, 3.1.1.3.4.3.1). */
const CAPABILITY = '1.2.840.113556.1.4.800';
/** What a server says of itself. */
export type Domain =
  | { readonly kind: 'other'; readonly lines: readonly CheckLine[] }
  | {
      readonly kind: 'domain';
      /** Its head, `DC=ad,DC=univ,DC=example`. */
      readonly name: string;
      readonly isSamba: boolean;
      readonly lines: readonly CheckLine[];
    };

/** Whether this is a domain controller, and whether the history counts there. */
export async function checkDomain(connection: LdapConnection, signal: AbortSignal): Promise<Domain> {
  const attributes = ['supportedCapabilities', 'defaultNamingContext', 'vendorName'];
  const found = await connection.ask((client) => client.search('', { scope: 'base', attributes }), signal);
  const root = found.searchEntries[0] ?? { dn: '' };
  const isDomain = valuesOf(root, 'supportedCapabilities').includes(CAPABILITY);
  const [name] = valuesOf(root, 'defaultNamingContext');
  if (!isDomain || name === undefined) return { kind: 'other', lines: [noDomain()] };
  const remembers = (await findPolicyHints(connection, signal)) !== undefined;
  return {
    ...{ kind: 'domain', name },
    isSamba: valuesOf(root, 'vendorName').some((vendor) => /samba/i.test(vendor)),
    lines: [{ level: 'ok', what: 'a domain controller' }, history(remembers)],
  };
}

function noDomain(): CheckLine {
  return {
    level: 'failure',
    what: 'no domain controller of Active Directory',
    mend: 'Use type: ldap for this server.',
  };
}

function history(remembers: boolean): CheckLine {
  return remembers
    ? { level: 'ok', what: 'policy hints control: offered, so that former passwords are refused' }
    : { level: 'ok', what: 'policy hints control: not offered, so that former passwords are accepted' };
}
