import { CLASSES, type CharacterClass, type Policy } from './policy.ts';

/** The order in which the standard examples write the classes. */
const ORDER: readonly CharacterClass[] = ['lower', 'upper', 'digit', 'special'];

/**
 * The value of the attribute `passwordrules`, by which Safari and password managers make a password that is accepted.
 * Each class stands in its own `required`, which means "and". Where any few classes would do, the first few are asked for.
 *
 * @see https://developer.apple.com/password-rules/
 */
export function passwordRulesAttribute(policy: Policy): string {
  const wanted = Math.min(policy.minimumClasses, CLASSES.length);
  const spare = ORDER.filter((name) => !policy.required.includes(name));
  const extra = spare.slice(0, Math.max(0, wanted - policy.required.length));
  const required = ORDER.filter((name) => policy.required.includes(name) || extra.includes(name));
  return [`minlength: ${policy.minimumLength};`, ...required.map((name) => `required: ${name};`)].join(' ');
}
