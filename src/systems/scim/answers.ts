import type { Carried } from '../application.ts';
import type { Refusal } from '../directory.ts';
import { type Later, isObject, laterOf, objectIn, whatOf } from '../http/answers.ts';
import type { Answer, Failure } from '../http/conversation.ts';
import { isSameName } from '../match.ts';
import { reasonIn } from '../refusal-words.ts';
import { textsAt } from './attribute-path.ts';
import type { FoundUser } from './requests.ts';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

const NOT_ADMITTED = 'it does not admit Jeton: check the token, and that it may search and change users';
const NOT_SCIM = 'its answer is no SCIM: check the URL';

export type Found =
  | { readonly kind: 'found'; readonly user: FoundUser }
  | { readonly kind: 'none'; readonly detail: string }
  /** Several have what was searched: nobody can tell whose password it is. */
  | { readonly kind: 'several'; readonly detail: string }
  | Later;

/** Who a search found. `sought` is what `field` had to equal: a server that overlooks filters answers with anybody. */
export function foundIn(answer: Answer | Failure, { field, sought, now }: Sought): Found {
  if (answer.kind === 'failed') return laterOf(answer, now);
  const { status } = answer;
  const error = errorIn(answer);
  if (status === 404 && error !== undefined) return { kind: 'none', detail: 'HTTP 404: no such user' };
  if (status !== 200) return troubleOf(answer, now);
  const list = objectIn(answer.body);
  if (list === undefined || !schemasOf(list).includes(LIST)) return laterOf(answer, now, NOT_SCIM);
  const { totalResults } = list;
  const users = usersIn(list);
  if (users === undefined || typeof totalResults !== 'number') return laterOf(answer, now, NOT_SCIM);
  for (const user of users) {
    const texts = textsAt(user, field);
    if (texts.length === 0) return laterOf(answer, now, `it does not show ${field}: let the token read it`);
    if (!texts.some((text) => isSameName(text, sought))) {
      return laterOf(answer, now, `another user was found: its filters do not heed ${field}`);
    }
  }
  const [user] = users;
  // A page may hold fewer than there are.
  if (users.length > 1 || totalResults > 1) return { kind: 'several', detail: `several users have this ${field}` };
  if (user === undefined) return { kind: 'none', detail: 'no such user' };
  const { id, meta } = user;
  if (typeof id !== 'string' || /^\.{0,2}$/.test(id)) return laterOf(answer, now, 'the user has no id');
  const version = isObject(meta) && typeof meta['version'] === 'string' ? meta['version'] : undefined;
  return { kind: 'found', user: { id, version } };
}

interface Sought {
  readonly field: string;
  readonly sought: string;
  readonly now: number;
}

/** `Resources` may be missing where there are none. @see https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2 */
function usersIn({ Resources, totalResults }: Readonly<Record<string, unknown>>): readonly Body[] | undefined {
  if (Resources === undefined) return totalResults === 0 ? [] : undefined;
  return Array.isArray(Resources) && Resources.every(isObject) ? Resources : undefined;
}

type Body = Readonly<Record<string, unknown>>;

/** What became of the password. */
export function outcomeOf(answer: Answer | Failure, { id }: FoundUser, now: number): Carried {
  if (answer.kind === 'failed') return laterOf(answer, now);
  const { status, body } = answer;
  if (status === 204) return { kind: 'done' };
  if (status === 200)
    return body === '' || objectIn(body)?.['id'] === id ? { kind: 'done' } : laterOf(answer, now, NOT_SCIM);
  const error = errorIn(answer);
  if (error === undefined) return troubleOf(answer, now);
  if (status === 404) return { kind: 'waiting', detail: 'HTTP 404: the user is gone' };
  const reason = status === 400 || status === 422 ? reasonOf(error) : undefined;
  if (reason === undefined) return troubleOf(answer, now);
  // The server's own words may repeat the password.
  return { kind: 'refused', reason, detail: `${nameOf(status, error)}: it will not take this password` };
}

interface ScimError {
  readonly scimType: string;
  readonly words: string;
}

/** @see https://www.rfc-editor.org/rfc/rfc7644#section-3.12 */
function errorIn({ body }: Answer): ScimError | undefined {
  const error = objectIn(body);
  if (error === undefined || !schemasOf(error).includes(ERROR)) return undefined;
  const { scimType, detail } = error;
  return { scimType: typeof scimType === 'string' ? scimType : '', words: typeof detail === 'string' ? detail : '' };
}

/** Why this password is refused; undefined when it is not the password that is wrong. Many servers leave `scimType` out. */
function reasonOf({ scimType, words }: ScimError): Refusal | undefined {
  if (scimType === 'mutability') return 'not-allowed';
  if (scimType === 'invalidValue') return reasonIn(words);
  return scimType === '' && /passw|mot de passe/i.test(words) ? reasonIn(words) : undefined;
}

const KNOWN_TYPES = /^[a-zA-Z]{1,40}$/;

function nameOf(status: number, { scimType }: ScimError): string {
  return KNOWN_TYPES.test(scimType) ? `${whatOf(status)} (${scimType})` : whatOf(status);
}

function schemasOf({ schemas }: Body): readonly unknown[] {
  return Array.isArray(schemas) ? (schemas as readonly unknown[]) : [];
}

/** What an administrator can mend within the hour, or what passes. */
function troubleOf(answer: Answer, now: number): Later {
  const error = errorIn(answer);
  if (answer.status === 401 || answer.status === 403) return laterOf(answer, now, NOT_ADMITTED);
  if (answer.status === 404) return laterOf(answer, now, 'no such endpoint: check the URL');
  if (answer.status === 501) return laterOf(answer, now, 'it does not offer PATCH');
  if (error !== undefined && KNOWN_TYPES.test(error.scimType)) return laterOf(answer, now, error.scimType);
  return laterOf(answer, now);
}
