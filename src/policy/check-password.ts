import { type Capacity, misfitOf } from '../platform/capacity.ts';
import { isCommonPassword } from './blocklist.ts';
import { measurePassword, normalizePassword, type Makeup } from './characters.ts';
import type { Policy, Severity, Shortcoming } from './policy.ts';
import { meetsWay, missingClasses, waysOf } from './ways.ts';

/** Whose password it is to be, as far as the rules look at it. */
export interface Person {
  readonly login: string;
  readonly number: string;
  readonly name: string;
}

/** What an application declares that it can hold. */
export interface Declared {
  readonly application: string;
  readonly capacity: Capacity;
}

export interface PasswordToCheck {
  readonly policy: Policy;
  /** As typed or normalised already; what is checked, and what must be set, is the normalised form. */
  readonly password: string;
  readonly person: Person;
  /** Whether the breached list has it (`BreachedList`, asked beforehand); false when it was not asked. */
  readonly breached?: boolean;
  /** The applications that declared a limit. */
  readonly capacities?: readonly Declared[];
}

/** Everything the policy says of a password. It may be set if, and only if, `refusals` is empty. */
export interface PasswordVerdict {
  readonly refusals: readonly Shortcoming[];
  readonly warnings: readonly Shortcoming[];
}

/** Checks a password against a policy and reports all shortcomings at once. Pure; the verdict never holds the password. */
export function checkPassword(input: PasswordToCheck): PasswordVerdict {
  const password = normalizePassword(input.password);
  if (/^ *$/.test(password)) return { refusals: [{ kind: 'empty' }], warnings: [] };
  const switched = findSwitched(input, password);
  const of = (severity: Severity): readonly Shortcoming[] =>
    switched.filter((found) => found.severity === severity).map((found) => found.shortcoming);
  const makeup = measurePassword(password);
  return {
    refusals: [...findMakeup(makeup, input.policy), ...of('refuse'), ...findUnfit(password, input.capacities ?? [])],
    warnings: of('warn'),
  };
}

function findMakeup(makeup: Makeup, policy: Policy): readonly Shortcoming[] {
  const found: Shortcoming[] = [];
  const ways = waysOf(policy);
  const [own] = ways;
  if (!ways.some((way) => meetsWay(makeup, way))) {
    if (makeup.length < own.minimumLength) found.push({ kind: 'too-short', minimum: own.minimumLength });
    for (const missing of missingClasses(makeup, own)) found.push({ kind: 'missing-class', missing });
    if (makeup.classes.size < own.minimumClasses) found.push({ kind: 'too-few-classes', minimum: own.minimumClasses });
  }
  if (makeup.length > policy.maximumLength) found.push({ kind: 'too-long', maximum: policy.maximumLength });
  if (makeup.forbidden) found.push({ kind: 'control-character' });
  return found;
}

interface Switched {
  readonly severity: Severity;
  readonly shortcoming: Shortcoming;
}

function findSwitched({ policy, person, breached }: PasswordToCheck, password: string): readonly Switched[] {
  const found: Switched[] = [];
  const folded = fold(password);
  if (policy.blocklist !== 'off' && isCommonPassword(password)) {
    found.push({ severity: policy.blocklist, shortcoming: { kind: 'common' } });
  }
  if (breached === true) found.push({ severity: policy.breached, shortcoming: { kind: 'breached' } });
  for (const word of policy.contextWords.words) {
    if (word === '' || !folded.includes(fold(word))) continue;
    found.push({ severity: policy.contextWords.severity, shortcoming: { kind: 'context-word', word } });
  }
  if (personalTokens(person).some((token) => folded.includes(token))) {
    found.push({ severity: policy.personal, shortcoming: { kind: 'personal' } });
  }
  return found;
}

/**
 * Login, number and the parts of the name that have three characters or more, as Active Directory cuts names.
 *
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-samr (3.1.1.7.2)
 */
function personalTokens({ login, number, name }: Person): readonly string[] {
  return [login, number, ...name.split(/[\s,.\-_#'’]+/u)].map(fold).filter((token) => Array.from(token).length >= 3);
}

/** Without case and accents, so that `HELENE` is found for `Hélène`. */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}

function findUnfit(password: string, capacities: readonly Declared[]): readonly Shortcoming[] {
  return capacities.flatMap(({ application, capacity }) => {
    const misfit = misfitOf(password, capacity);
    return misfit === undefined ? [] : [{ kind: 'unfit', application, misfit } as const];
  });
}
