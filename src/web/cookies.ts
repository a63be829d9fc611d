import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * `jeton`, `not-me` and `follow` hold the token of a mailed link, of its "it was not me" and of the follow page; `lang`
 * the language asked for; `waiting` is the browser that asked for a mail, where its code is good; `form` shows that a form
 * was posted from a page of our own site (`same-origin.ts`).
 */
export type CookieName = 'jeton' | 'not-me' | 'follow' | 'lang' | 'waiting' | 'form';

/** The cookies of one installation; all last for the browser's session. */
export interface Cookies {
  /** Undefined when it is absent or empty. What it says is up to the client: check it like any input. */
  read(request: FastifyRequest, name: CookieName): string | undefined;
  set(reply: FastifyReply, name: CookieName, value: string): void;
  remove(reply: FastifyReply, name: CookieName): void;
}

const NAMES: Readonly<Record<CookieName, string>> = {
  jeton: 'jeton',
  'not-me': 'jeton-not-me',
  follow: 'jeton-follow',
  lang: 'jeton-lang',
  waiting: 'jeton-waiting',
  form: 'jeton-form',
};

/** Every cookie that is ever set, by what it is for. */
export function cookiesOf(publicUrl: URL): readonly { readonly use: CookieName; readonly name: string }[] {
  return (Object.keys(NAMES) as CookieName[]).map((use) => ({ use, name: prefixOf(publicUrl) + NAMES[use] }));
}

/** Of no use to whoever comes from another site. */
const STRICT: readonly CookieName[] = ['form', 'waiting'];

export function buildCookies(publicUrl: URL): Cookies {
  const nameOf = (name: CookieName): string => prefixOf(publicUrl) + NAMES[name];
  const optionsOf = (name: CookieName) => ({
    path: publicUrl.pathname,
    httpOnly: true,
    secure: publicUrl.protocol === 'https:',
    // Lax where the click comes from a webmail page, which is another site.
    sameSite: STRICT.includes(name) ? ('strict' as const) : ('lax' as const),
  });
  return {
    read: (request, name) => readable(request)[nameOf(name)] || undefined,
    set: (reply, name, value) => void reply.setCookie(nameOf(name), value, optionsOf(name)),
    remove: (reply, name) => void reply.clearCookie(nameOf(name), optionsOf(name)),
  };
}

/**
 * `__Host-` binds a cookie to exactly this host, but asks for `Path=/`. Under a path the other applications of the host
 * must not be sent the token, so there the path is worth more, and `__Secure-` keeps plain HTTP from planting one. Over
 * plain HTTP, which only the demonstration uses, browsers take neither prefix.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6265 and draft-ietf-httpbis-rfc6265bis, 4.1.3
 */
function prefixOf({ protocol, pathname }: URL): string {
  if (protocol !== 'https:') return '';
  return pathname === '/' ? '__Host-' : '__Secure-';
}

interface WithCookies {
  readonly cookies: Readonly<Record<string, string | undefined>> | null;
}

/** Requests that never reached a route (a broken URL) have had no cookies read. */
function readable({ cookies }: WithCookies): Readonly<Record<string, string | undefined>> {
  return cookies ?? {};
}
