import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type HttpStand, startHttpStand } from './http-stand.ts';

/*
 * A STAND-IN FOR MOODLE, not Moodle: no package of it is to be had where these tests run. All that it does is in this file,
 * and follows the source of Moodle 4.5 (webservice/rest/locallib.php, webservice/lib.php, user/externallib.php, user/lib.php
 * and lib/external/classes of https://github.com/moodle/moodle), oddities included:
 *
 * - exceptions are answered with 200, as { exception, errorcode, message } and, with debugging on, debuginfo;
 * - a user name that is not all in small letters, digits and -._@ is `invalidparameter`, not "not found";
 * - accounts that the token's role may not see are left out of what is found;
 * - what the password policy says is thrown as the *code* of an exception, HTML in the site's language. As a warning's code
 *   it is not alphanumeric, so that the whole answer becomes `invalidresponse`;
 * - the password of an account whose way to log in cannot change it is left as it is, and no warning is given.
 */

export interface MoodlePerson {
  readonly id: number;
  readonly username: string;
  readonly idnumber: string;
  readonly email: string;
  /** `manual` unless it says otherwise. */
  readonly auth?: string;
  readonly deleted?: boolean;
  readonly suspended?: boolean;
  readonly admin?: boolean;
  /** `auth_forcepasswordchange`, until an update takes it off. */
  readonly mustChange?: boolean;
}

/** What an administrator of it may set; it may be changed between two calls. */
export interface MoodleSite {
  language: 'en' | 'fr';
  debugging: boolean;
  maintenance: boolean;
  restEnabled: boolean;
  token: string;
  functions: readonly string[];
  capabilities: readonly string[];
  minimumLength: number;
  /** `null`: as releases did before there were warnings, when exceptions were thrown on. */
  warnings: boolean;
}

export interface Moodle extends HttpStand {
  readonly site: MoodleSite;
  /** Every URL that was asked for. */
  readonly urls: readonly string[];
  opens(username: string, password: string): boolean;
  /** Whether whoever logs in is made to choose another password first. */
  mustChange(username: string): boolean;
}

/** What can change passwords of its own; the others answer `can_change_password` with no. */
const CHANGEABLE: readonly string[] = ['manual', 'email', 'none'];
const PREFERENCE = { type: 'users[0][preferences][0][type]', value: 'users[0][preferences][0][value]' } as const;
const RELEASE = '4.5.1+ (Build: 20241220)';

export async function startMoodle(people: readonly MoodlePerson[]): Promise<Moodle> {
  const site: MoodleSite = {
    ...({ language: 'en', debugging: false, maintenance: false, restEnabled: true, token: 'jeton-de-moodle' } as const),
    functions: ['core_webservice_get_site_info', 'core_user_get_users_by_field', 'core_user_update_users'],
    capabilities: ['moodle/user:viewdetails', 'moodle/user:viewalldetails', 'moodle/user:update'],
    ...{ minimumLength: 8, warnings: true },
  };
  const guest: MoodlePerson = { id: 1, username: 'guest', idnumber: '', email: 'root@localhost' };
  const service = new WebService(site, [guest, ...people]);
  const urls: string[] = [];
  const stand = await startHttpStand((request, response) => {
    urls.push(request.url ?? '');
    void service.answer(request, response);
  });
  return {
    ...stand,
    site,
    urls,
    opens: (username, password) => service.opens(username, password),
    mustChange: (username) => service.mustChange(username),
  };
}

class MoodleError extends Error {
  readonly exception: string;
  readonly code: string;
  readonly debuginfo: string;

  constructor(code: string, { exception = 'moodle_exception', message = code, debuginfo = '' } = {}) {
    super(message);
    this.exception = exception;
    this.code = code;
    this.debuginfo = debuginfo;
  }
}

const accessException = (debuginfo: string): MoodleError =>
  new MoodleError('accessexception', {
    ...{ exception: 'webservice_access_exception', message: 'Access control exception', debuginfo },
  });
const invalid = (what: 'parameter' | 'response', debuginfo: string): MoodleError =>
  new MoodleError(`invalid${what}`, {
    ...{ exception: `core\\exception\\invalid_${what}_exception`, debuginfo },
    message: `Invalid ${what} value detected`,
  });

class WebService {
  readonly #site: MoodleSite;
  readonly #people: readonly MoodlePerson[];
  readonly #passwords = new Map<number, string>();
  readonly #relieved = new Set<number>();

  constructor(site: MoodleSite, people: readonly MoodlePerson[]) {
    this.#site = site;
    this.#people = people;
  }

  opens(username: string, password: string): boolean {
    const person = this.#people.find((one) => one.username === username);
    return person !== undefined && person.suspended !== true && this.#passwords.get(person.id) === password;
  }

  mustChange(username: string): boolean {
    return this.#people.some(
      (one) => one.username === username && one.mustChange === true && !this.#relieved.has(one.id),
    );
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://moodle.invalid');
    const parameters = new Map([...searchParams, ...new URLSearchParams(await text(request))]);
    if (pathname !== '/lms/webservice/rest/server.php') return void response.writeHead(404).end('<html></html>');
    if (!this.#site.restEnabled) return void response.writeHead(403).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(this.#run(parameters)));
  }

  #run(parameters: ReadonlyMap<string, string>): unknown {
    try {
      return this.#call(parameters);
    } catch (thrown) {
      if (!(thrown instanceof MoodleError)) throw thrown;
      const { exception, code: errorcode, message, debuginfo } = thrown;
      return { exception, errorcode, message, ...(this.#site.debugging && debuginfo !== '' ? { debuginfo } : {}) };
    }
  }

  #call(parameters: ReadonlyMap<string, string>): unknown {
    if (parameters.get('wstoken') !== this.#site.token) {
      throw new MoodleError('invalidtoken', { message: 'Invalid token - token not found' });
    }
    if (this.#site.maintenance) throw new MoodleError('sitemaintenance');
    const name = parameters.get('wsfunction') ?? '';
    if (!this.#site.functions.includes(name)) throw accessException(`Access to the function ${name}() is not allowed.`);
    switch (name) {
      case 'core_user_get_users_by_field':
        return this.#find(parameters.get('field') ?? '', parameters.get('values[0]'));
      case 'core_user_update_users':
        return this.#update(parameters);
      default:
        return { release: RELEASE, functions: this.#site.functions.map((one) => ({ name: one, version: RELEASE })) };
    }
  }

  #may(capability: string): boolean {
    return this.#site.capabilities.includes(capability);
  }

  #find(field: string, value: string | undefined): unknown {
    if (value === undefined) throw invalid('parameter', 'Missing required key in single structure: values');
    if (field === 'username' && value !== cleanUsername(value)) {
      throw invalid('parameter', `The field 'username' value is invalid: ${value}`);
    }
    if (!this.#may('moodle/user:viewdetails')) return [];
    const all = this.#may('moodle/user:viewalldetails');
    return this.#people
      .filter((person) => collated(person[field as 'username']) === collated(value))
      .map(({ id, username, idnumber, email, auth = 'manual', suspended = false }) => ({
        ...{ id, fullname: 'Une personne', email, suspended },
        ...(all ? { username, auth, ...(idnumber === '' ? {} : { idnumber }) } : {}),
      }))
      .filter((shown) => Object.hasOwn(shown, field));
  }

  #update(parameters: ReadonlyMap<string, string>): unknown {
    const id = parameters.get('users[0][id]');
    if (id === undefined) throw invalid('parameter', 'Missing required key in single structure: users');
    if (!this.#may('moodle/user:update')) {
      throw new MoodleError('nopermissions', { exception: 'required_capability_exception' });
    }
    try {
      this.#updateOne(Number(id), parameters.get('users[0][password]'));
      const { [PREFERENCE.type]: type, [PREFERENCE.value]: value } = Object.fromEntries(parameters);
      if (type === 'auth_forcepasswordchange' && value === '0') this.#relieved.add(Number(id));
    } catch (thrown) {
      if (!(thrown instanceof MoodleError) || !this.#site.warnings) throw thrown;
      return warned(id, thrown);
    }
    return this.#site.warnings ? { warnings: [] } : null;
  }

  #updateOne(id: number, password: string | undefined): void {
    const person = this.#people.find((one) => one.id === id);
    if (person === undefined) throw new MoodleError('invaliduserid', { message: 'Invalid user ID' });
    if (person.admin === true)
      throw new MoodleError('usernotupdatedadmin', { message: 'Cannot update admin accounts' });
    if (person.deleted === true) throw new MoodleError('usernotupdateddeleted', { message: 'User is a deleted user' });
    if (person.username === 'guest') throw new MoodleError('usernotupdatedguest');
    if (password === undefined) return;
    const faults = policyFaults(password, this.#site);
    // There is no text for such a code, so it is the message too.
    if (faults !== '') throw new MoodleError(faults, { message: `error/${faults}` });
    if (CHANGEABLE.includes(person.auth ?? 'manual')) this.#passwords.set(id, password);
  }
}

/** PARAM_USERNAME, unless the site allows extended characters. */
function cleanUsername(value: string): string {
  return value
    .trim()
    .toLowerCase()
    .replaceAll(/[^-.@_a-z0-9]/g, '');
}

/** As utf8mb4_unicode_ci compares: accents and capitals make no difference. */
function collated(value: string): string {
  return value.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** `warningcode` is declared PARAM_ALPHANUM: any other makes the answer invalid as a whole. */
function warned(itemid: string, { code, message }: MoodleError): unknown {
  if (/^[a-zA-Z0-9]*$/.test(code))
    return { warnings: [{ item: 'user', itemid: Number(itemid), warningcode: code, message }] };
  throw invalid(
    'response',
    `warnings => warningcode => Invalid external api response: the value is "${code}" of PHP type "string"`,
  );
}

const POLICY = {
  en: {
    length: (least: number) => `Passwords must be at least ${least} characters long.`,
    digits: 'Passwords must have at least 1 digit(s).',
    upper: 'Passwords must have at least 1 upper case letter(s).',
  },
  fr: {
    length: (least: number) => `Les mots de passe doivent comporter au moins ${least} caractères.`,
    digits: 'Les mots de passe doivent comporter au moins 1 chiffre(s).',
    upper: 'Les mots de passe doivent comporter au moins 1 lettre(s) majuscule(s).',
  },
} as const;

/** check_password_policy, with the site's first settings. */
function policyFaults(password: string, { language, minimumLength }: MoodleSite): string {
  const words = POLICY[language];
  return [
    ...(Array.from(password).length < minimumLength ? [words.length(minimumLength)] : []),
    ...(/\d/.test(password) ? [] : [words.digits]),
    ...(/\p{Lu}/u.test(password) ? [] : [words.upper]),
  ]
    .map((fault) => `<div>${fault}</div>`)
    .join('');
}
