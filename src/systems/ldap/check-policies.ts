import { EqualityFilter, type Entry, OrFilter, type SearchOptions } from 'ldapts';
import type { CheckLine, PolicyFacts } from '../directory.ts';
import type { LdapConnection } from './connection.ts';
import { MUST_CHANGE } from './must-change.ts';
import { is389, readRootDse } from './root-dse.ts';
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

const ATTRIBUTES = [
  ...['pwdMustChange', 'pwdMinLength', 'pwdSafeModify', 'pwdInHistory', 'pwdMinAge'],
  ...['pwdCheckModule', 'pwdUseCheckModule'],
  ...['passwordHistory', 'passwordInHistory', 'passwordMinAge', 'passwordCheckSyntax', 'passwordMinLength'],
];
/** Of slapo-ppolicy, and the local ones of 389 Directory Server. */
const CLASSES = ['pwdPolicy', 'passwordPolicy'];
/** The global one of 389 Directory Server. */
const GLOBAL_389 = 'cn=config';

/** Password policies that the service account may read, and what in them people meet beside Jeton's own. */
export async function checkPolicies(check: PoliciesCheck): Promise<readonly CheckLine[]> {
  const filter = new OrFilter({
    filters: CLASSES.map((value) => new EqualityFilter({ attribute: 'objectClass', value })),
  });
  const places: Place[] = check.contexts.map((base) => ({ base, options: { scope: 'sub', filter } }));
  if (is389(await readRootDse(check.connection, check.signal)))
    places.push({ base: GLOBAL_389, options: { scope: 'base' } });
  const lines: CheckLine[] = [];
  for (const place of places) {
    for (const entry of await readPolicies(check, place)) lines.push(...judge(check, entry));
  }
  return lines;
}

interface Place {
  readonly base: string;
  readonly options: SearchOptions;
}

async function readPolicies(
  { connection, signal }: PoliciesCheck,
  { base, options }: Place,
): Promise<readonly Entry[]> {
  const found = await connection
    .ask((client) => client.search(base, { ...options, attributes: ATTRIBUTES }), signal)
    // What may not be read is nothing to judge by.
    .catch(() => undefined);
  return found?.searchEntries ?? [];
}

function judge({ bindDn, facts }: PoliciesCheck, entry: Entry): readonly CheckLine[] {
  const { dn } = entry;
  const first = (attribute: string): string => valuesOf(entry, attribute)[0] ?? '';
  const isOn = (attribute: string): boolean => /^(?:true|on)$/i.test(first(attribute));
  // Of 389, both stand there whether or not they are switched on.
  const syntax = isOn('passwordCheckSyntax');
  const least = Number(first('pwdMinLength') || (syntax ? first('passwordMinLength') : ''));
  const history = Number(first('pwdInHistory') || (isOn('passwordHistory') ? first('passwordInHistory') : ''));
  const age = Number(first('pwdMinAge') || first('passwordMinAge'));
  const minimumLength = facts?.minimumLength ?? least;
  return [
    ...(isOn('pwdMustChange') ? [mustChange(dn, bindDn)] : []),
    ...(isOn('pwdSafeModify') ? [safeModify(dn)] : []),
    ...(least > minimumLength ? [longer(dn, least, minimumLength)] : []),
    ...(history > 0 ? [remembers(dn, history)] : []),
    ...(age > 0 ? [tooYoung(dn, age)] : []),
    ...(syntax || first('pwdCheckModule') !== '' || isOn('pwdUseCheckModule') ? [judgesItself(dn)] : []),
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

function longer(dn: string, least: number, minimumLength: number): CheckLine {
  return {
    level: 'warning',
    what: `${dn}: asks for ${least} characters and Jeton's policy for ${minimumLength}, so that people are refused what the page lets through`,
    mend: `Set policy.minimumLength to ${least}, or pwdMinLength (passwordMinLength) to ${minimumLength}.`,
  };
}

/** Meant so, and told to people when it happens: nothing to mend, and something to know. */
function remembers(where: string, history: number): CheckLine {
  const what = `${where}: refuses the last ${history} passwords; who chooses one of them is told so, with the link still good`;
  return { level: 'ok', what };
}

function tooYoung(where: string, seconds: number): CheckLine {
  const span = seconds < 7200 ? `${Math.ceil(seconds / 60)} minutes` : `${Math.ceil(seconds / 3600)} hours`;
  return {
    level: 'warning',
    what: `${where}: a password must be ${span} old before it is changed, so that a second reset within that time is refused`,
    mend: 'Let the least age be 0 for the people who use Jeton (pwdMinAge, passwordMinAge), or tell the support desk.',
  };
}

function judgesItself(where: string): CheckLine {
  return {
    level: 'warning',
    what: `${where}: judges passwords by rules of its own, which the page does not show before they are broken`,
    mend: 'Ask for the same in policy (minimumLength, classes, blocklist), so that people are told beforehand.',
  };
}
