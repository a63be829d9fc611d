import { CLASS_PATTERNS } from './characters.ts';
import type { Alternative, CharacterClass, Policy, Severity } from './policy.ts';

/** One rule, for a page to put into words and for the live meter to tick off. */
export type PolicyRule =
  | { readonly kind: 'minimum-length'; readonly minimum: number }
  /** `pattern` is a regular expression for the flag `u`; one character that matches meets the rule. */
  | { readonly kind: 'class'; readonly required: CharacterClass; readonly pattern: string }
  | { readonly kind: 'minimum-classes'; readonly minimum: number }
  /** From this length on, the class rules need not be met. */
  | { readonly kind: 'phrase'; readonly minimum: number }
  /** Another way to meet the length and class rules together. */
  | { readonly kind: 'alternative'; readonly alternative: Alternative }
  | { readonly kind: 'maximum-length'; readonly maximum: number }
  | { readonly kind: 'not-common' | 'not-breached' | 'not-personal'; readonly severity: Exclude<Severity, 'off'> }
  | {
      readonly kind: 'no-context-word';
      readonly severity: Exclude<Severity, 'off'>;
      readonly words: readonly string[];
    };

/** The policy's rules in the order in which people should read them. Pure. */
export function describePolicy(policy: Policy): readonly PolicyRule[] {
  return [
    ...describeMakeup(policy),
    { kind: 'maximum-length', maximum: policy.maximumLength },
    ...describeLists(policy),
  ];
}

function describeMakeup(policy: Policy): readonly PolicyRule[] {
  const rules: PolicyRule[] = [{ kind: 'minimum-length', minimum: policy.minimumLength }];
  for (const required of policy.required) rules.push({ kind: 'class', required, pattern: CLASS_PATTERNS[required] });
  if (policy.minimumClasses > 1) rules.push({ kind: 'minimum-classes', minimum: policy.minimumClasses });
  if (policy.phraseLength !== undefined) rules.push({ kind: 'phrase', minimum: policy.phraseLength });
  for (const alternative of policy.alternatives ?? []) rules.push({ kind: 'alternative', alternative });
  return rules;
}

function describeLists({ blocklist, breached, contextWords, personal }: Policy): readonly PolicyRule[] {
  const rules: PolicyRule[] = [];
  const { severity, words } = contextWords;
  if (blocklist !== 'off') rules.push({ kind: 'not-common', severity: blocklist });
  if (breached !== 'off') rules.push({ kind: 'not-breached', severity: breached });
  if (severity !== 'off' && words.length > 0) rules.push({ kind: 'no-context-word', severity, words });
  if (personal !== 'off') rules.push({ kind: 'not-personal', severity: personal });
  return rules;
}
