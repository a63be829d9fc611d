import type { Entry } from 'ldapts';
import type { LdapConnection } from '../ldap/connection.ts';
import { DiscretionaryPart } from './security-descriptor.ts';

const DESCRIPTOR = 'nTSecurityDescriptor';

/** One entry with its list of rights, which may be hidden from the service account. */
export interface Guarded {
  readonly entry: Entry;
  readonly descriptor: Buffer | undefined;
}

/** Reads an entry's list of rights, and of its attributes those that are named. */
export async function readDescriptor(
  connection: LdapConnection,
  { dn, attributes = [] }: { readonly dn: string; readonly attributes?: readonly string[] },
  signal: AbortSignal,
): Promise<Guarded> {
  const options = { attributes: [DESCRIPTOR, ...attributes], explicitBufferAttributes: [DESCRIPTOR] };
  const found = await connection.ask(
    (client) => client.search(dn, { scope: 'base', ...options }, new DiscretionaryPart()),
    signal,
  );
  const entry = found.searchEntries[0] ?? { dn };
  const bytes = [entry[DESCRIPTOR] ?? []].flat()[0];
  return { entry, descriptor: Buffer.isBuffer(bytes) ? bytes : undefined };
}
