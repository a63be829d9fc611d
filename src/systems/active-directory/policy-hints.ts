import { BerWriter, Control } from 'ldapts';
import type { LdapConnection } from '../ldap/connection.ts';
import { readRootDse } from '../ldap/root-dse.ts';

/** LDAP_SERVER_POLICY_HINTS_OID, and its number before Windows Server 2012; the value is the same. */
const OIDS = ['1.2.840.113556.1.4.2239', '1.2.840.113556.1.4.2066'] as const;
const OCTET_STRING = 0x04;
/** Hold a password that somebody else sets to the history as well. */
const ENFORCE_HISTORY = 1;

/**
 * Asks that the history count although the password is reset and not changed.
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-adts MS-ADTS, 3.1.1.3.4.1.27
 */
export class PolicyHints extends Control {
  constructor(oid: string = OIDS[0]) {
    super(oid, { critical: true });
  }

  protected override writeControl(writer: BerWriter): void {
    const value = new BerWriter();
    value.startSequence();
    value.writeInt(ENFORCE_HISTORY);
    value.endSequence();
    writer.writeBuffer(value.buffer, OCTET_STRING);
  }
}

/** The control, where the server of this connection knows it. */
export async function findPolicyHints(
  connection: LdapConnection,
  signal: AbortSignal,
): Promise<PolicyHints | undefined> {
  const { controls } = await readRootDse(connection, signal);
  const oid = OIDS.find((one) => controls.includes(one));
  return oid === undefined ? undefined : new PolicyHints(oid);
}
