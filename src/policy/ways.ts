import type { Makeup } from './characters.ts';
import type { Alternative, CharacterClass, Policy } from './policy.ts';

/** One way to be long and varied enough; a policy is met by any of its ways. */
export interface Way extends Alternative {
  /** At least so many different classes, whichever they are. */
  readonly minimumClasses: number;
}

/** The policy's own rule first, then the phrase, then its alternatives. */
export function waysOf(policy: Policy): readonly [Way, ...Way[]] {
  const { minimumLength, required, minimumClasses, phraseLength, alternatives = [] } = policy;
  const own: Way = { minimumLength, required, minimumClasses, minimumWords: 0 };
  const phrase: Way[] =
    phraseLength === undefined
      ? []
      : [{ minimumLength: phraseLength, required: [], minimumClasses: 0, minimumWords: 0 }];
  return [own, ...phrase, ...alternatives.map((alternative) => ({ ...alternative, minimumClasses: 0 }))];
}

export function missingClasses(makeup: Makeup, way: Way): readonly CharacterClass[] {
  return way.required.filter((name) => !makeup.classes.has(name));
}

export function meetsWay(makeup: Makeup, way: Way): boolean {
  return (
    makeup.length >= way.minimumLength &&
    missingClasses(makeup, way).length === 0 &&
    makeup.classes.size >= way.minimumClasses &&
    makeup.words >= way.minimumWords
  );
}

/** The least length that the way lets through; n words of three letters with something between them have 4n - 1. */
export function leastLength(way: Way): number {
  return Math.max(way.minimumLength, way.minimumWords * 4 - 1);
}

/** Whether everything that `way` lets through would be let through by `other` as well. */
export function isAsStrictAs(way: Way, other: Way): boolean {
  return (
    leastLength(way) >= other.minimumLength &&
    other.required.every((name) => way.required.includes(name)) &&
    Math.max(way.minimumClasses, way.required.length) >= other.minimumClasses &&
    way.minimumWords >= other.minimumWords
  );
}
