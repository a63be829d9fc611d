import { z } from 'zod';
import { expected } from './leaves.ts';
import { notYet } from './later.ts';
import { didYouMean } from './nearest.ts';

/**
 * A mapping that knows its keys: each unknown one is a fault with a hint. The message has one line for each unknown key, in
 * the order of the issue's `keys`.
 * @param later keys that a later version will know
 */
export function mapping<S extends z.ZodRawShape>(
  shape: S,
  later: readonly string[] = [],
): z.ZodObject<S, z.core.$strict> {
  const known = Object.keys(shape);
  const describe = (key: string): string => {
    if (later.includes(key)) return 'is not yet supported by this version; take it out';
    return `is no setting${didYouMean(key, known) || `; here there are ${known.join(', ')}`}`;
  };
  const isMissing = expected(`a mapping with ${known.join(', ')}`);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? issue.keys.map(describe).join('\n') : isMissing(issue)),
  });
}

/** A sequence; the message for anything else says so. */
export function listOf<T>(item: z.ZodType<T>, what: string): z.ZodType<readonly T[]> {
  return z.array(item, { error: expected(`a list of ${what}`) });
}

/** A sequence of at least one. */
export function someOf<T>(item: z.ZodType<T>, what: string): z.ZodType<readonly T[]> {
  return z.array(item, { error: expected(`a list of ${what}`) }).min(1, { error: `is empty; write at least one` });
}

/** What contradicts what, and where to say so, from the mapping that is judged. */
export interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly fault: string;
}

/**
 * A rule about several fields of one mapping, for `superRefine`. It is judged as soon as these fields are sound, whatever
 * is wrong with the others, so that its faults are reported together with theirs.
 */
export function judge<T extends object, K extends string & keyof T>(
  fields: readonly K[],
  rule: (value: Pick<T, K>) => readonly Contradiction[],
): [(value: T, context: z.core.$RefinementCtx<T>) => void, { when: (payload: z.core.ParsePayload) => boolean }] {
  const isSound = ({ value, issues }: z.core.ParsePayload): boolean =>
    typeof value === 'object' &&
    issues.every(({ code, path }) => {
      const [field] = path ?? [];
      if (field === undefined) return code === 'unrecognized_keys' || code === 'custom';
      return !fields.some((name) => name === field);
    });
  return [
    (value, context) => {
      for (const { path, fault } of rule(value)) {
        context.addIssue({ code: 'custom', path: [...path], message: fault });
      }
    },
    { when: isSound },
  ];
}

/** One kind of mapping among several that `type` tells apart. */
export type Kind<T> = z.ZodType<T> & z.core.$ZodTypeDiscriminable;

interface Kinds {
  readonly known: readonly string[];
  readonly later: readonly string[];
}

/** What to say when `type` is missing or is none of those known; for `discriminatedUnion`. */
export function kindFault({ known, later }: Kinds): (issue: z.core.$ZodRawIssue) => string {
  const choices = `one of ${known.join(', ')}`;
  return (issue) => {
    if (issue.code !== 'invalid_union') return expected(`a mapping with a type, ${choices}`)(issue);
    const type: unknown = Object.entries(issue.input ?? {}).find(([key]) => key === 'type')?.[1];
    if (typeof type !== 'string') return expected(choices)({ input: type });
    if (later.includes(type)) return `${notYet(type)}; write ${choices}`;
    return `is not known; write ${choices}${didYouMean(type, known)}`;
  };
}
