import { Attribute, Change, type Entry } from 'ldapts';
import type { Settled } from '../directory.ts';
import { isWorthAnotherTry, resultCodeOf } from './faults.ts';
import type { Servers } from './servers.ts';
import { valuesOf } from './values.ts';

/** Operational (slapo-ppolicy): somebody else set the password, and the person must change it before anything else. */
export const MUST_CHANGE = 'pwdReset';
/** 389 Directory Server says the same by an expiry at the beginning of time; it has `pwdReset` as well, and lets nobody write it. */
const EXPIRES = 'passwordExpirationTime';
const EXPIRED_AT_ONCE = '19700101000000Z';

/**
 * Takes back the demand that the person change the password once more, which servers make when somebody else set it
 * (slapo-ppolicy: under `pwdMustChange`, for a service account that may `manage` passwords; 389 Directory Server: under
 * `passwordMustChange`): here it was the person. An operation of its own, since the password must not be set once more
 * when only this is lost. Without the right to, the password is set all the same, and applications may turn the person
 * away; `check` warns of such a policy.
 */
export async function clearMustChange(servers: Servers, dn: string, signal?: AbortSignal): Promise<Settled> {
  return await servers.run<Settled>(async (connection, patience) => {
    try {
      const demands = await connection.ask(
        (client) => client.search(dn, { scope: 'base', attributes: [MUST_CHANGE, EXPIRES] }),
        patience,
      );
      const mark = demands.searchEntries.map(markIn)[0];
      if (mark === undefined) return { kind: 'done' };
      const change = new Change({ operation: 'delete', modification: new Attribute({ type: mark }) });
      await connection.ask((client) => client.modify(dn, change), patience);
    } catch (error) {
      if (resultCodeOf(error) === undefined || isWorthAnotherTry(error)) throw error;
    }
    return { kind: 'done' };
  }, signal);
}

/** The attribute to take out, so that nothing is demanded any more. */
function markIn(entry: Entry): string | undefined {
  if (valuesOf(entry, EXPIRES).includes(EXPIRED_AT_ONCE)) return EXPIRES;
  // An expiry that lies elsewhere overrules the other mark where both are known.
  return valuesOf(entry, MUST_CHANGE).includes('TRUE') && valuesOf(entry, EXPIRES).length === 0
    ? MUST_CHANGE
    : undefined;
}
