import { EqualityFilter, type Entry } from 'ldapts';
import type { CheckLine, PolicyFacts } from '../directory.ts';
import type { LdapConnection } from './connection.ts';
import { MUST_CHANGE } from './must-change.ts';
import { valuesOf } from './values.ts';

export interface PoliciesCheck {
  readonly connection: LdapConnection;
  /** The service account. */
  readonly bindDn: string;
  /** Where policies may lie. */
  readonly contexts: readonly string[];
  /** What Jeton's own policy asks for, if that is to be compared. */
  readonly facts: PolicyFacts | undefined;
  readonly signal: AbortSignal;
}

const ATTRIBUTES = ['pwdMustChange', 'pwdMinLength', 'pwdSafeModify'];

/** Password policies (slapo-ppolicy) that the service account may read, and what in them stands in the way of people. */
export async function checkPolicies(check: PoliciesCheck): Promise<readonly CheckLine[]> {
  const filter = new EqualityFilter({ attribute: 'objectClass', value: 'pwdPolicy' });
  const lines: CheckLine[] = [];
  for (const base of check.contexts) {
    const found = await check.connection
      .ask((client) => client.search(base, { scope: 'sub', filter, attributes: ATTRIBUTES }), check.signal)
      // A context that may not be read is none to judge by.
      .catch(() => undefined);
    for (const entry of found?.searchEntries ?? []) lines.push(...judge(check, entry));
  }
  return lines;
}

function judge({ bindDn, facts }: PoliciesCheck, entry: Entry): readonly CheckLine[] {
  const isTrue = (attribute: string): boolean => valuesOf(entry, attribute)[0]?.toUpperCase() === 'TRUE';
  const least = Number(valuesOf(entry, 'pwdMinLength')[0] ?? 0);
  return [
    ...(isTrue('pwdMustChange') ? [mustChange(entry.dn, bindDn)] : []),
    ...(isTrue('pwdSafeModify') ? [safeModify(entry.dn)] : []),
    ...(facts !== undefined && least > facts.minimumLength ? [longer(entry.dn, least, facts)] : []),
  ];
}

/**
 * Under `pwdMustChange` a password that an administrator set has to be changed by its owner; slapd takes whoever may
 * `manage` passwords for one (seen with 2.5), and does not hold them to its policy either.
 */
function mustChange(dn: string, bindDn: string): CheckLine {
  return {
    level: 'warning',
    what: `${dn}: under pwdMustChange, people must change what they just chose if ${bindDn} may manage passwords`,
    mend: `Give it the right to write userPassword and no more (=w), or also the right to write ${MUST_CHANGE}.`,
  };
}

function safeModify(dn: string): CheckLine {
  return {
    level: 'warning',
    what: `${dn}: under pwdSafeModify the old password is asked for, which nobody has here`,
    mend: 'Set pwdSafeModify to FALSE for the people who use Jeton.',
  };
}

function longer(dn: string, least: number, { minimumLength }: PolicyFacts): CheckLine {
  return {
    level: 'warning',
    what: `${dn}: asks for ${least} characters and Jeton's policy for ${minimumLength}, so that people are refused what the page lets through`,
    mend: `Set policy.minimumLength to ${least}, or pwdMinLength to ${minimumLength}.`,
  };
}
