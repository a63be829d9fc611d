import type { ScimSettings } from '../../config/application-settings.ts';
import type { Secret } from '../../platform/secret.ts';
import type { Answer, Failure, Question } from '../http/conversation.ts';

const MEDIA_TYPE = 'application/scim+json';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
/** A user with many groups and roles takes some kilobytes. */
const MOST = 1024 * 1024;

/** Asks one question of a SCIM server, within the time that the settings give it. */
export type Ask = (question: Question) => Promise<Answer | Failure>;

/** One user as a search answers it: what is needed to write it. */
export interface FoundUser {
  readonly id: string;
  /** Its ETag, where the server keeps versions. */
  readonly version: string | undefined;
}

/**
 * `field eq "value"`. A value is written as a JSON string, so that nothing in it can end it.
 * @see https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.2
 */
export function buildFilter(field: string, value: string): string {
  return `${field} eq ${JSON.stringify(value)}`;
}

/**
 * Two at most: a second one shows that the first is not the only one. What was searched is asked for by name, so that it can
 * be compared; not an attribute of an extension, which SCIMMY 1.3 takes for an error in that place.
 * @see https://www.rfc-editor.org/rfc/rfc7644#section-3.9
 */
export function buildSearch(settings: ScimSettings, value: string): Question {
  const { field } = settings.match;
  const url = endpoint(settings, 'Users');
  url.searchParams.set('filter', buildFilter(field, value));
  if (!field.includes(':')) url.searchParams.set('attributes', `id,meta,${field}`);
  url.searchParams.set('count', '2');
  return { method: 'GET', url, headers: headersOf(settings), most: MOST };
}

interface Change {
  readonly id: string;
  readonly password: Secret;
  /** `If-Match`, where the server asks for one. */
  readonly version?: string | undefined;
}

/** @see https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2.3 */
export function buildPatch(settings: ScimSettings, { id, password, version }: Change): Question {
  const operation = { op: 'replace', path: 'password', value: password.reveal() };
  return {
    method: 'PATCH',
    url: endpoint(settings, `Users/${encodeURIComponent(id)}`),
    headers: {
      ...headersOf(settings),
      'content-type': MEDIA_TYPE,
      ...(version === undefined ? {} : { 'if-match': version }),
    },
    body: JSON.stringify({ schemas: [PATCH_OP], Operations: [operation] }),
    most: MOST,
  };
}

/** @see https://www.rfc-editor.org/rfc/rfc7644#section-4 */
export function buildConfigRequest(settings: ScimSettings): Question {
  return { method: 'GET', url: endpoint(settings, 'ServiceProviderConfig'), headers: headersOf(settings), most: MOST };
}

/** Under the settings' URL, whatever `meta.location` says: the token is meant for that server alone. */
function endpoint({ url }: ScimSettings, path: string): URL {
  const whole = new URL(url);
  whole.pathname = `${whole.pathname.replace(/\/+$/, '')}/${path}`;
  return whole;
}

function headersOf({ credentials }: ScimSettings): Readonly<Record<string, string>> {
  return {
    accept: `${MEDIA_TYPE}, application/json`,
    'user-agent': 'Jeton',
    authorization: authorizationOf(credentials),
  };
}

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1 and https://www.rfc-editor.org/rfc/rfc7617#section-2 */
function authorizationOf(credentials: ScimSettings['credentials']): string {
  if (credentials.kind === 'bearer') return `Bearer ${credentials.token.reveal()}`;
  const pair = Buffer.from(`${credentials.user}:${credentials.password.reveal()}`, 'utf8');
  return `Basic ${pair.toString('base64')}`;
}
