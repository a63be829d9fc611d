import type { CheckLine } from '../directory.ts';
import { STATE_PROBES } from './account-state.ts';
import type { LdapConnection } from './connection.ts';
import { RESULT, resultCodeOf } from './faults.ts';

export interface ClosuresCheck {
  readonly connection: LdapConnection;
  /** The entry of somebody whose account is open. */
  readonly personDn: string;
  readonly signal: AbortSignal;
}

/**
 * Whether the service account may read what closes accounts. An open account shows none of it, so a search cannot tell
 * what is hidden from what is absent; a compare can: it is refused only where the attribute may not be read.
 *
 * @see RFC 4511, section 4.10, and its result codes insufficientAccessRights (50) and noSuchAttribute (16)
 */
export async function checkClosures(check: ClosuresCheck): Promise<readonly CheckLine[]> {
  const hidden: string[] = [];
  for (const [attribute, value] of STATE_PROBES) if (await isHidden(check, attribute, value)) hidden.push(attribute);
  if (hidden.length === 0) return [];
  return [
    {
      level: 'warning',
      what: `${hidden.join(', ')}: may not be read, so that accounts which an administrator closed with it are reset, and opened`,
      mend: 'Let the service account read and compare it, or name in directory.eligible what else tells these accounts.',
    },
  ];
}

async function isHidden(check: ClosuresCheck, attribute: string, value: string): Promise<boolean> {
  const { connection, personDn, signal } = check;
  try {
    await connection.ask((client) => client.compare(personDn, attribute, value), signal);
    return false;
  } catch (error) {
    const code = resultCodeOf(error);
    if (code === undefined) throw error;
    // Any other answer: the entry has no such attribute, or the server knows none of that name.
    return code === RESULT.insufficientAccess;
  }
}
