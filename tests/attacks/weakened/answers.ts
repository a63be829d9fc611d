import { type Weakened, edit, APP, EACH_REQUEST } from './edit.ts';

const RESETS = 'ledger/resets.ts';
const HEADERS = 'web/headers.ts';

/** What is answered, logged and set. */
export const WEAK_ANSWERS: readonly Weakened[] = [
  {
    row: 24,
    what: 'addresses of pages are logged',
    edits: [edit(APP, EACH_REQUEST, `${EACH_REQUEST}    console.log(JSON.stringify({ url: request.url }));\n`)],
  },
  { row: 25, what: 'a Referer is sent', edits: [edit(HEADERS, "'no-referrer'", "'unsafe-url'")] },
  {
    row: 26,
    what: 'a parameter says where to go on',
    edits: [
      edit(
        'web/routes/link-routes.ts',
        "  return seeOther(parts, reply, 'password');\n}",
        "  const next = (request.query as Record<string, string>)['next'];\n  return next === undefined ? seeOther(parts, reply, 'password') : reply.redirect(next, 303);\n}",
      ),
    ],
  },
  {
    row: 27,
    what: 'opening a link uses it up',
    edits: [edit(RESETS, '.set({ opened_at: value(', ".set({ state: 'used', opened_at: value(")],
  },
  {
    row: 36,
    what: 'bodies and passwords of any size are taken',
    edits: [
      edit(APP, 'const BODY_LIMIT = 16 * 1024;', 'const BODY_LIMIT = 64 * 1024 * 1024;'),
      edit('policy/profiles.ts', 'const CAP = 128;', 'const CAP = 128_000_000;'),
    ],
  },
  {
    row: 38,
    what: 'a password is escaped as a page would be',
    edits: [
      edit(
        'policy/characters.ts',
        '  return text.replace(/\\p{Zs}',
        "  return text.replaceAll('<', '&lt;').replace(/\\p{Zs}",
      ),
    ],
  },
  {
    row: 39,
    what: 'control characters are let through',
    edits: [
      edit('policy/check-password.ts', "  if (makeup.forbidden) found.push({ kind: 'control-character' });\n", ''),
    ],
  },
  {
    row: 41,
    what: 'a refusal of the directory uses the link up',
    edits: [edit(RESETS, ".set({ state: 'open', ended_at: null", ".set({ state: 'used', ended_at: null")],
  },
  {
    row: 42,
    what: 'closed accounts are reset',
    edits: [
      edit(
        'systems/ldap/ldap-directory.ts',
        'return closedBecause(entry, this.#clock.now()) !== undefined;',
        'return closedBecause(entry, this.#clock.now()) === undefined && false;',
      ),
    ],
  },
  {
    row: 45,
    what: 'forms of other sites are taken',
    edits: [
      edit(
        'web/paths.ts',
        'if (isOwnForm({ headers: request.headers, origin, withFormCookie })) return undefined;',
        'if (isOwnForm({ headers: {}, origin, withFormCookie })) return undefined;',
      ),
    ],
  },
  {
    row: 48,
    what: 'pages may be kept',
    edits: [edit(HEADERS, "'Cache-Control': 'no-store',", "'Cache-Control': 'public, max-age=60',")],
  },
];
