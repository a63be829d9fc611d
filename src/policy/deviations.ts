import type { Policy } from './policy.ts';
import { PROFILES, type ProfileName } from './profiles.ts';
import { isAsStrictAs, leastLength, waysOf } from './ways.ts';

/** How the active policy stands to one demand of a standard. */
export interface Conformity {
  /** As the standard numbers it, for instance `ASVS 6.2.5 (L1)`. */
  readonly id: string;
  readonly demand: string;
  readonly met: boolean;
}

interface Demand {
  readonly id: string;
  readonly demand: string;
  readonly isMet: (policy: Policy) => boolean;
}

const DEMANDS: readonly Demand[] = [
  { id: 'ASVS 6.2.1 (L1)', demand: 'at least 8 characters', isMet: (policy) => shortest(policy) >= 8 },
  { id: 'ASVS 6.2.4 (L1)', demand: 'the 3,000 most common passwords are refused', isMet: refusesCommon },
  { id: 'ASVS 6.2.5 (L1)', demand: 'no rule on the classes of characters', isMet: isFreeOfClasses },
  { id: 'ASVS 6.2.9 (L2)', demand: '64 characters are accepted', isMet: ({ maximumLength }) => maximumLength >= 64 },
  { id: 'ASVS 6.2.11 (L2)', demand: 'words of the context are refused', isMet: refusesContext },
  { id: 'ASVS 6.2.12 (L2)', demand: 'breached passwords are refused', isMet: ({ breached }) => breached === 'refuse' },
  { id: 'NIST 3.1.1.2(1)', demand: 'at least 15 characters where the password stands alone', isMet: isNistAlone },
  {
    id: 'NIST 3.1.1.2(1), with MFA',
    demand: 'at least 8 characters beside a second factor',
    isMet: (policy) => shortest(policy) >= 8,
  },
  { id: 'NIST 3.1.1.2(5)', demand: 'no rule on the classes of characters', isMet: isFreeOfClasses },
  { id: 'NIST 3.1.1.2, blocklist', demand: 'common and expected passwords are refused', isMet: refusesCommon },
  demandOf('CNIL 2022-100, case 1', 'cnil-1', '80 bits: 12 of four classes, 14 without specials, or 7 words'),
  demandOf('CNIL 2022-100, case 2', 'cnil-2', '50 bits, if logins are throttled: 8 of three classes, or 16'),
  demandOf('ANSSI R21, R23', 'anssi', '12 characters of four classes'),
  { id: 'ANSSI R22', demand: 'no maximum but a technical one', isMet: ({ maximumLength }) => maximumLength >= 128 },
  { id: 'ANSSI R27', demand: 'strength is checked at creation', isMet: refusesCommon },
  demandOf('ProConnect identité', 'etat', '10 characters of four classes, or 20'),
];

/** Which demands the policy meets and which it misses, in a fixed order; for `jeton check` and the documents. Pure. */
export function judgeConformity(policy: Policy): readonly Conformity[] {
  return DEMANDS.map(({ id, demand, isMet }) => ({ id, demand, met: isMet(policy) }));
}

/** The demands that the policy misses. */
export function deviations(policy: Policy): readonly Conformity[] {
  return judgeConformity(policy).filter(({ met }) => !met);
}

/** Met when everything the policy lets through, that standard's own profile lets through as well. */
function demandOf(id: string, profile: ProfileName, demand: string): Demand {
  const standard = waysOf(PROFILES[profile]);
  return {
    id,
    demand,
    isMet: (policy) => waysOf(policy).every((way) => standard.some((one) => isAsStrictAs(way, one))),
  };
}

function shortest(policy: Policy): number {
  return Math.min(...waysOf(policy).map(leastLength));
}

function isFreeOfClasses(policy: Policy): boolean {
  return waysOf(policy).every((way) => way.required.length === 0 && way.minimumClasses <= 1);
}

function isNistAlone(policy: Policy): boolean {
  return shortest(policy) >= 15;
}

function refusesCommon({ blocklist }: Policy): boolean {
  return blocklist === 'refuse';
}

function refusesContext({ contextWords, personal }: Policy): boolean {
  return contextWords.severity === 'refuse' && contextWords.words.length > 0 && personal === 'refuse';
}
