import { PasswordPolicyControl } from 'ldapts';
import type { CheckLine, PolicyFacts } from '../directory.ts';
import { checkPolicies } from './check-policies.ts';
import type { LdapConnection } from './connection.ts';
import { PASSWORD_MODIFY } from './password-modify.ts';
import { readRootDse } from './root-dse.ts';

export interface OperationsCheck {
  readonly connection: LdapConnection;
  /** The service account. */
  readonly bindDn: string;
  readonly facts: PolicyFacts | undefined;
  readonly signal: AbortSignal;
}

/** What the server offers for setting passwords, and what in its policies stands in the way of people. */
export async function checkOperations(check: OperationsCheck): Promise<readonly CheckLine[]> {
  const { extensions, controls, namingContexts } = await readRootDse(check.connection, check.signal);
  return [
    extensions.includes(PASSWORD_MODIFY)
      ? { level: 'ok', what: 'password modify operation: offered' }
      : {
          level: 'warning',
          what: 'password modify operation (RFC 3062): not offered, so that userPassword is replaced instead',
          mend: 'Allow it on the server, or see that it hashes what is written to userPassword (ppolicy_hash_cleartext).',
        },
    controls.includes(PasswordPolicyControl.type)
      ? { level: 'ok', what: 'password policy control: offered' }
      : {
          level: 'warning',
          what: 'password policy control: not offered, so that people are not told why a password is refused',
          mend: 'Load the password policy overlay (slapo-ppolicy).',
        },
    ...(await checkPolicies({ ...check, contexts: namingContexts })),
  ];
}
