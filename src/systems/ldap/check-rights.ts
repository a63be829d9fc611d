import { type BerWriter, Control, type SearchOptions } from 'ldapts';
import type { CheckLine } from '../directory.ts';
import type { LdapConnection } from './connection.ts';
import { readRootDse } from './root-dse.ts';
import { valuesOf } from './values.ts';

/** Get effective rights, of 389 Directory Server: what somebody may do with an entry. @see draft-ietf-ldapext-acl-model */
const EFFECTIVE_RIGHTS = '1.3.6.1.4.1.42.2.27.9.5.2';
const PASSWORD = 'userPassword';
const EXPIRES = 'passwordExpirationTime';

export interface RightsCheck {
  readonly connection: LdapConnection;
  /** The service account. */
  readonly bindDn: string;
  /** The entry of somebody whose password it would set. */
  readonly personDn: string;
  readonly base: string;
  readonly signal: AbortSignal;
}

/** Whether the service account may set passwords, asked of a server that can say so without trying; nothing of others. */
export async function checkRights(check: RightsCheck): Promise<readonly CheckLine[]> {
  const { connection, signal, bindDn, personDn } = check;
  if (!(await readRootDse(connection, signal)).controls.includes(EFFECTIVE_RIGHTS)) return [];
  const options: SearchOptions = { scope: 'base', attributes: [PASSWORD, EXPIRES] };
  const { searchEntries } = await connection.ask(
    (client) => client.search(personDn, options, new EffectiveRights(bindDn)),
    signal,
  );
  const told = searchEntries.flatMap((entry) => valuesOf(entry, 'attributeLevelRights'));
  const rights = told.flatMap((text) => text.split(',')).map((text) => text.trim().split(':'));
  const mayWrite = (attribute: string): boolean =>
    rights.some(
      ([name, letters]) => name?.toLowerCase() === attribute.toLowerCase() && letters?.includes('w') === true,
    );
  return [
    mayWrite(PASSWORD) ? { level: 'ok', what: `${PASSWORD}: may be written` } : noPassword(check),
    ...(mayWrite(EXPIRES) ? [] : [noMark(check)]),
  ];
}

function noPassword({ bindDn, base }: RightsCheck): CheckLine {
  return { level: 'failure', what: `${PASSWORD}: ${bindDn} may not write it`, mend: rule({ bindDn, base }) };
}

function noMark({ bindDn, base }: RightsCheck): CheckLine {
  return {
    level: 'warning',
    what: `${EXPIRES}: ${bindDn} may not write it, so that under passwordMustChange people must change what they just chose`,
    mend: rule({ bindDn, base }),
  };
}

function rule({ bindDn, base }: Pick<RightsCheck, 'bindDn' | 'base'>): string {
  const aci = `(targetattr = "${PASSWORD} || ${EXPIRES}")(version 3.0; acl "jeton sets passwords"; allow (write) userdn = "ldap:///${bindDn}";)`;
  return `Add to ${base}: aci: ${aci}`;
}

class EffectiveRights extends Control {
  readonly #subject: string;

  constructor(bindDn: string) {
    super(EFFECTIVE_RIGHTS, { critical: true });
    this.#subject = `dn: ${bindDn}`;
  }

  override writeControl(writer: BerWriter): void {
    writer.writeString(this.#subject, 0x04);
  }
}
