import type { Entry } from 'ldapts';
import type { LdapConnection } from './connection.ts';
import { isWorthAnotherTry, resultCodeOf } from './faults.ts';
import { valuesOf } from './values.ts';

/** What a server says of itself. @see https://www.rfc-editor.org/rfc/rfc4512#section-5.1 */
export interface RootDse {
  /** `389 Project`; slapd does not give one. */
  readonly vendor: string;
  readonly extensions: readonly string[];
  readonly controls: readonly string[];
  readonly namingContexts: readonly string[];
}

const ATTRIBUTES = ['vendorName', 'supportedExtension', 'supportedControl', 'namingContexts'];
const read = new WeakMap<LdapConnection, RootDse>();

/** The root DSE as the service account sees it, which may be empty; asked once on each connection. */
export async function readRootDse(connection: LdapConnection, signal: AbortSignal): Promise<RootDse> {
  const known = read.get(connection);
  if (known !== undefined) return known;
  const entries = await ask(connection, signal);
  const says = (attribute: string): readonly string[] => entries.flatMap((entry) => valuesOf(entry, attribute));
  const root: RootDse = {
    vendor: says('vendorName')[0] ?? '',
    extensions: says('supportedExtension'),
    controls: says('supportedControl'),
    namingContexts: says('namingContexts'),
  };
  read.set(connection, root);
  return root;
}

async function ask(connection: LdapConnection, signal: AbortSignal): Promise<readonly Entry[]> {
  const options = { scope: 'base', attributes: ATTRIBUTES } as const;
  try {
    return (await connection.ask((client) => client.search('', options), signal)).searchEntries;
  } catch (error) {
    // Hidden from the service account: no reason not to serve it.
    if (resultCodeOf(error) !== undefined && !isWorthAnotherTry(error)) return [];
    throw error;
  }
}

/** 389 Directory Server, FreeIPA and Red Hat Directory Server alike. */
export function is389({ vendor }: RootDse): boolean {
  return vendor.startsWith('389 ');
}
