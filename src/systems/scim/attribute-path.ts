import { isObject } from '../http/answers.ts';

type Attributes = Readonly<Record<string, unknown>>;

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:user';

/**
 * The texts that a user has at an attribute path: `userName`, `name.familyName`, `emails.value`, all of them after the URN
 * of their schema too. Those of the core schema stand at the top, and a multi-valued one without a part means its `value`.
 * Empty where it is not shown. Pure.
 * @see https://www.rfc-editor.org/rfc/rfc7644#section-3.10 and https://www.rfc-editor.org/rfc/rfc7643#section-3.3
 */
export function textsAt(user: Attributes, path: string): readonly string[] {
  const end = path.lastIndexOf(':');
  const [name = '', part] = path.slice(end + 1).split('.');
  const urn = end < 0 ? CORE : path.slice(0, end).toLowerCase();
  const holder = urn === CORE ? user : memberOf(user, urn);
  const value = isObject(holder) ? memberOf(holder, name.toLowerCase()) : undefined;
  const each: readonly unknown[] = Array.isArray(value) ? value : [value];
  return each.flatMap((one) => {
    const text = isObject(one) ? memberOf(one, (part ?? 'value').toLowerCase()) : part === undefined ? one : undefined;
    return typeof text === 'string' ? [text] : [];
  });
}

/** Names of attributes and schemas count alike in capitals or not. @see https://www.rfc-editor.org/rfc/rfc7643#section-2.1 */
function memberOf(holder: Attributes, name: string): unknown {
  return Object.entries(holder).find(([key]) => key.toLowerCase() === name)?.[1];
}
