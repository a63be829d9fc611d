import type { MoodleSettings } from '../../config/application-settings.ts';
import { type Later, isObject, jsonIn, laterOf } from '../http/answers.ts';
import type { Answer, Failure, Question } from '../http/conversation.ts';

/** The functions that the web service must offer to Jeton's token. */
export const FUNCTIONS = {
  info: 'core_webservice_get_site_info',
  find: 'core_user_get_users_by_field',
  update: 'core_user_update_users',
} as const;
export type FunctionName = (typeof FUNCTIONS)[keyof typeof FUNCTIONS];

/** Arguments as Moodle's REST protocol writes them: `users[0][id]`. */
export type Arguments = Readonly<Record<string, string>>;

/** Calls one function of a Moodle, within the time that the settings give it. */
export type Call = (name: FunctionName, parameters: Arguments) => Promise<Called>;

/** User names are all in small letters there, and a search for any other is an error. */
export function findBy(field: MoodleSettings['match']['field'], sought: string): Arguments {
  return { field, 'values[0]': field === 'username' ? sought.toLowerCase() : sought };
}

/** A site's information names every function of a service: some hundred kilobytes at most. */
const MOST = 2 * 1024 * 1024;

/** The token stands in the body: URLs are logged by servers and proxies. */
export function buildCall({ url, token }: MoodleSettings, name: FunctionName, parameters: Arguments): Question {
  const server = new URL(url);
  server.pathname = `${server.pathname.replace(/\/+$/, '')}/webservice/rest/server.php`;
  const body = new URLSearchParams({
    ...parameters,
    wstoken: token.reveal(),
    wsfunction: name,
    moodlewsrestformat: 'json',
  });
  return {
    method: 'POST',
    url: server,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json', 'user-agent': 'Jeton' },
    body: body.toString(),
    most: MOST,
  };
}

export interface MoodleException {
  readonly kind: 'exception';
  /** Moodle's `errorcode`. */
  readonly code: string;
  /** All that it says, in the language of the site. It may repeat what was sent. */
  readonly words: string;
}

export type Called = { readonly kind: 'value'; readonly value: unknown } | MoodleException | Later;

/** What a call came to. Moodle answers its exceptions with 200 too; only what is before it has other statuses. */
export function calledOf(answer: Answer | Failure, now: number): Called {
  if (answer.kind === 'failed') return laterOf(answer, now);
  const { status, body } = answer;
  if (status === 403) return laterOf(answer, now, 'enable web services and their REST protocol there');
  if (status === 404) return laterOf(answer, now, 'no web services there: check the URL');
  if (status !== 200) return laterOf(answer, now);
  const value = jsonIn(body);
  if (value === undefined) return laterOf(answer, now, 'its answer is no JSON: check the URL');
  if (!isObject(value) || value['exception'] === undefined) return { kind: 'value', value };
  const { errorcode, message, debuginfo } = value;
  const words = [errorcode, message, debuginfo].filter((text) => typeof text === 'string').join('\n');
  return { kind: 'exception', code: typeof errorcode === 'string' ? errorcode : '', words };
}

const TOKEN_USER = 'the account that the token is for';
/** What to mend, by Moodle's error codes. */
const MENDS: Readonly<Record<string, string>> = {
  invalidtoken: 'the token is not known there: make a new one',
  accessexception:
    'the token has expired, or is for other addresses, or its service or its role lacks this: add the function to the service and webservice/rest:use to the role',
  nopermissions: `${TOKEN_USER} lacks a capability: moodle/user:update, moodle/user:viewdetails and moodle/user:viewalldetails are needed`,
  invalidrecord: 'this Moodle has no such function',
  sitemaintenance: 'the site is under maintenance',
  servicenotavailable: 'the web service is disabled there',
  wsaccessuserdeleted: `${TOKEN_USER} is deleted`,
  wsaccessuserunconfirmed: `${TOKEN_USER} is not confirmed`,
  wsaccessusersuspended: `${TOKEN_USER} is suspended`,
  wsaccessuserexpired: `the password of ${TOKEN_USER} has expired`,
  wsaccessusernologin: `${TOKEN_USER} may not log in`,
  forcepasswordchangenotice: `${TOKEN_USER} must change its password first`,
  sitepolicynotagreed: `${TOKEN_USER} must agree to the site policy first`,
  usernotfullysetup: `the profile of ${TOKEN_USER} is not complete`,
};
const CODE = /^[a-z][a-z0-9_]{0,60}$/i;

/** An exception that is no answer to this password: an administrator can mend it within the hour, or it passes. */
export function troubleOf(code: string, name: FunctionName): Later {
  const mend = Object.hasOwn(MENDS, code) ? MENDS[code] : undefined;
  const named = CODE.test(code) ? code : 'an exception without a code';
  return { kind: 'later', detail: `${name}: ${named}${mend === undefined ? '' : ` (${mend})`}` };
}
