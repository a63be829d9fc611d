import { type Alternative, CLASSES, type Policy, type Severity } from './policy.ts';

/** Moodle holds 128 characters and Active Directory 256: what the cap lets through fits every system. */
const CAP = 128;

const STRICT = {
  blocklist: 'refuse',
  breached: 'off',
  contextWords: { severity: 'refuse', words: [] },
  personal: 'refuse',
} as const satisfies Partial<Policy>;

/** What profiles have in common: no classes, no alternative ways, every list on that needs no file of its own. */
const COMMON = {
  maximumLength: CAP,
  required: [],
  minimumClasses: 0,
  phraseLength: undefined,
  ...STRICT,
} as const satisfies Partial<Policy>;

/** The profiles, as data; each names the source of its figures. */
export const PROFILES = {
  /**
   * The published procedure: 8 characters, one upper-case, one lower-case, one digit, one special; nothing else may refuse.
   * Source: the procedure as the university published it, step 4.
   */
  procedure: {
    ...COMMON,
    profile: 'procedure',
    minimumLength: 8,
    required: CLASSES,
    blocklist: 'off',
    contextWords: { severity: 'off', words: [] },
    personal: 'off',
  },
  /** Password as the only factor: 15 characters, no classes, blocklist. Source: NIST SP 800-63B-4, 3.1.1.2(1), (5). */
  nist: { ...COMMON, profile: 'nist', minimumLength: 15 },
  /** Password beside a second factor: 8 characters, no classes, blocklist. Source: NIST SP 800-63B-4, 3.1.1.2(1), (5). */
  'nist-mfa': { ...COMMON, profile: 'nist-mfa', minimumLength: 8 },
  /**
   * Password alone, 80 bits: 12 of four classes, or 14 without specials, or a phrase of 7 words.
   * Source: CNIL, délibération 2022-100, case 1.
   */
  'cnil-1': {
    ...COMMON,
    profile: 'cnil-1',
    minimumLength: 12,
    required: CLASSES,
    alternatives: [
      { minimumLength: 14, required: ['upper', 'lower', 'digit'], minimumWords: 0 },
      { minimumLength: 0, required: [], minimumWords: 7 },
    ],
  },
  /**
   * Password with throttled logins, 50 bits: 8 of three classes, or 16 of any (16 digits), or a phrase of 5 words, which
   * with words of three letters and spaces between them has 19 characters and so meets the 16.
   * Source: CNIL, délibération 2022-100, case 2.
   */
  'cnil-2': { ...COMMON, profile: 'cnil-2', minimumLength: 8, minimumClasses: 3, phraseLength: 16 },
  /**
   * 12 characters of four classes, checked at creation. Source: ANSSI-PG-078 v2.0, R21 (a minimum length), R23 (classes),
   * R27 (strength); the figures are those of ANSSI's MonServiceSécurisé for users.
   */
  anssi: { ...COMMON, profile: 'anssi', minimumLength: 12, required: CLASSES },
  /** 10 characters of four classes, or 20 of any. Source: ProConnect identité, the State's own service. */
  etat: { ...COMMON, profile: 'etat', minimumLength: 10, required: CLASSES, phraseLength: 20 },
} as const satisfies Readonly<Record<string, Policy>>;

export type ProfileName = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as readonly ProfileName[];

/** What an operator may set beside the profile; what is undefined stays as the profile has it. */
export type PolicyOverrides = { readonly [Field in Exclude<keyof Policy, 'profile'>]?: Policy[Field] | undefined };

/** The policy of a profile, with the operator's changes on top. Pure; judge the result with `findPolicyFaults`. */
export function buildPolicy(input: {
  readonly profile: ProfileName;
  readonly overrides?: PolicyOverrides | undefined;
}): Policy {
  const changes = Object.entries(input.overrides ?? {}).filter(([, value]) => value !== undefined);
  return { ...PROFILES[input.profile], ...(Object.fromEntries(changes) as Partial<Policy>) };
}

/** A setting that makes no sense, and why. */
export interface PolicyFault {
  readonly field: keyof Policy;
  readonly fault: string;
}

/** Everything wrong with a policy, all at once; empty for a sound one. */
export function findPolicyFaults(policy: Policy): readonly PolicyFault[] {
  const faults: PolicyFault[] = [];
  const refuse = (field: keyof Policy, fault: string): number => faults.push({ field, fault });
  const { minimumLength, maximumLength, phraseLength } = policy;
  if (!isCount(minimumLength) || minimumLength < 1) refuse('minimumLength', 'must be a whole number of at least 1');
  if (!isCount(maximumLength) || maximumLength < CAP) refuse('maximumLength', `must be at least ${CAP}`);
  if (minimumLength > maximumLength) refuse('minimumLength', 'is above maximumLength: no password could be chosen');
  if (phraseLength !== undefined && (!isCount(phraseLength) || phraseLength <= minimumLength)) {
    refuse('phraseLength', 'must be a whole number above minimumLength');
  }
  if (phraseLength !== undefined && phraseLength > maximumLength) refuse('phraseLength', 'is above maximumLength');
  if (!isCount(policy.minimumClasses) || policy.minimumClasses > CLASSES.length) {
    refuse('minimumClasses', `must be a whole number from 0 to ${CLASSES.length}`);
  }
  const { alternatives = [] } = policy;
  if (alternatives.some(asksForNothing)) refuse('alternatives', 'has one that asks for nothing: any password would do');
  if (alternatives.some((alternative) => alternative.minimumLength > maximumLength)) {
    refuse('alternatives', 'has one above maximumLength: nobody could meet it');
  }
  if (isOn(policy.contextWords.severity) && policy.contextWords.words.some((word) => word.trim().length < 3)) {
    refuse('contextWords', 'words of fewer than 3 characters would refuse almost everything');
  }
  return faults;
}

function asksForNothing({ minimumLength, required, minimumWords }: Alternative): boolean {
  return minimumLength < 1 && required.length === 0 && minimumWords < 1;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

function isOn(severity: Severity): boolean {
  return severity !== 'off';
}
