import type { MoodleSettings } from '../../config/application-settings.ts';
import type { Carried } from '../application.ts';
import { type Later, isObject } from '../http/answers.ts';
import { isSameName } from '../match.ts';
import { reasonIn } from '../refusal-words.ts';
import { type Called, FUNCTIONS, troubleOf } from './calls.ts';

export type Found =
  | { readonly kind: 'found'; readonly id: number; readonly auth: string }
  | { readonly kind: 'none'; readonly detail: string }
  /** Several have what was searched: nobody can tell whose password it is. */
  | { readonly kind: 'several'; readonly detail: string }
  | Later;

const later = (detail: string): Later => ({ kind: 'later', detail });
/** Moodle's PARAM_PLUGIN; it stands in details. */
const WAY_TO_LOG_IN = /^[a-z][a-z0-9_]{0,60}$/;
const STRANGE = 'its answer is none of Moodle’s: check the URL';

/** The one account whose field is this. The database may also find what differs by an accent alone: that is another. */
export function foundIn(called: Called, { field }: MoodleSettings['match'], sought: string): Found {
  if (called.kind === 'later') return called;
  if (called.kind === 'exception') {
    // What a field cannot hold, nobody has.
    return called.code === 'invalidparameter'
      ? { kind: 'none', detail: `no ${field} can be like this one` }
      : troubleOf(called.code, FUNCTIONS.find);
  }
  if (!Array.isArray(called.value) || !called.value.every(isObject)) return later(STRANGE);
  const users = called.value.filter((user) => {
    const value = user[field];
    return typeof value === 'string' && isSameName(value, sought);
  });
  const [user, second] = users;
  if (user === undefined) return { kind: 'none', detail: 'no such account' };
  if (second !== undefined) return { kind: 'several', detail: `several accounts have this ${field}` };
  const { id, auth } = user;
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return later(STRANGE);
  if (typeof auth === 'string' && WAY_TO_LOG_IN.test(auth)) return { kind: 'found', id, auth };
  return later('it does not show how the account logs in: grant moodle/user:viewalldetails to the role of the token');
}

/** Warnings that say no more than that there is no such account. */
const ABSENT: readonly string[] = ['invaliduserid', 'usernotupdateddeleted'];
/** Accounts whose passwords are never set from outside. */
const NOT_ALLOWED: Readonly<Record<string, string>> = {
  usernotupdatedadmin: 'it is a site administrator’s account',
  usernotupdatedremote: 'it is an account of another Moodle',
  usernotupdatedguest: 'it is the guest account',
};

/** What became of the password. Moodle answers with a list of warnings; old releases with `null`. */
export function outcomeOf(called: Called): Carried {
  if (called.kind === 'later') return called;
  if (called.kind === 'exception')
    return isPolicy(called.code) ? refusedBy(called.words) : troubleOf(called.code, FUNCTIONS.update);
  if (called.value === null) return { kind: 'done' };
  const warnings = isObject(called.value) ? called.value['warnings'] : undefined;
  if (!Array.isArray(warnings) || !warnings.every(isObject)) return later(STRANGE);
  const [warning] = warnings;
  if (warning === undefined) return { kind: 'done' };
  const { warningcode, message } = warning;
  const code = typeof warningcode === 'string' ? warningcode : '';
  if (ABSENT.includes(code)) return { kind: 'waiting', detail: `no such account (${code})` };
  const why = Object.hasOwn(NOT_ALLOWED, code) ? NOT_ALLOWED[code] : undefined;
  if (why !== undefined) return { kind: 'refused', reason: 'not-allowed', detail: `${code}: ${why}` };
  return isPolicy(code) ? refusedBy(`${code}\n${String(message)}`) : troubleOf(code, FUNCTIONS.update);
}

/**
 * Moodle throws what its policy says against a password as the code of an exception: HTML, in the site's language. Since
 * that is no code that its own declaration of the function allows for, all that comes out is `invalidresponse`, and the
 * words only where the site shows its debugging messages.
 */
function isPolicy(code: string): boolean {
  return code === 'invalidresponse' || POLICY_WORDS.test(code);
}

const POLICY_WORDS = /<div>/i;

/** The words are not repeated: a plug-in's may name parts of the password. */
function refusedBy(words: string): Carried {
  if (POLICY_WORDS.test(words)) {
    return { kind: 'refused', reason: reasonIn(words), detail: 'its password policy refuses this one' };
  }
  const detail = 'invalidresponse: its password policy, most likely; it says no more without debugging messages';
  return { kind: 'refused', reason: 'other', detail };
}
